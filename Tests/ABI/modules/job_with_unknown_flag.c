// job_with_unknown_flag - a job with a flag of a later version.
#include "fixture.h"

static stoa_rc run(void *self, const void *data, stoa_cx cx, const stoa_job_run *job, stoa_job_next *next) {
    (void)self, (void)data, (void)cx, (void)job, (void)next;
    return STOA_OK;
}

static const stoa_job jobs[] = { {
    .name = STOA_STR("idle"),
    .title = STOA_STR("A job."),
    .width = 1,
    .flags = 1u << 30,
    .fn = run,
} };
static const stoa_decl decl = { .size = sizeof(stoa_decl), .jobs = STOA_ITEMS(jobs) };
FIXTURE_MODULE("job_with_unknown_flag", decl, NULL, NULL, NULL);
