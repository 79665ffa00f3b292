// job_without_function - a job that nothing would run.
#include "fixture.h"

static const stoa_job jobs[] = { {
    .name = STOA_STR("idle"),
    .title = STOA_STR("A job."),
    .width = 1,
} };
static const stoa_decl decl = { .size = sizeof(stoa_decl), .jobs = STOA_ITEMS(jobs) };
FIXTURE_MODULE("job_without_function", decl, NULL, NULL, NULL);
