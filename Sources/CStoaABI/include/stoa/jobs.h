// jobs.h - "stoa.jobs/1": work for later, kept in the store until it is done. The rules at the top of stoa.h hold here.
//
// A job runs in a write transaction, in which it disappears: what it changes and that it is done are kept together or
// not at all. What takes time, an HTTP exchange, is asked for and made by the kernel between two transactions; that
// step alone can happen twice, after a crash. The job is then handed the same arguments again.
#ifndef STOA_JOBS_H
#define STOA_JOBS_H
#include "base.h"

/// An HTTP exchange that a job asks for. Addresses are checked by the kernel: nothing but public ones is called, unless
/// the operator runs a development server. Redirects are not followed.
typedef struct stoa_http_request {
    uint32_t size;
    uint32_t timeout_ms;       // of the whole exchange, name resolution included; 0: 10,000
    stoa_str method, url;      // "POST", "https://example.com/hook"
    stoa_str body;
    stoa_str channel;          // connections are kept open for, and shared within, one channel of the store only
    const stoa_kv *headers;    // what the kernel sets itself (Host, Content-Length, …) is refused
    uint32_t n_headers;
    uint32_t reply_max;        // bytes of the reply's body that are kept; 0: 65,536
} stoa_http_request;

/// What came of it.
typedef struct stoa_http_reply {
    uint32_t size;
    uint32_t status;           // 100...599, or 0 if there was no answer
    uint32_t duration_ms;
    uint32_t n_headers;
    stoa_str error;            // why there was no answer, for people; says nothing about the target's network
    stoa_str body;             // the first reply_max bytes
    const stoa_kv *headers;    // names in small letters
} stoa_http_reply;

/// One run of a job.
typedef struct stoa_job_run {
    uint32_t size;
    uint32_t attempt;          // 1, 2, …
    uint32_t attempts_max;     // as declared; the last failure makes the job a dead letter
    uint32_t step;             // exchanges made so far in this attempt
    int64_t id, created_us, due_us;
    stoa_json args;
    const stoa_http_reply *reply; // NULL in the first step
} stoa_job_run;

enum {
    STOA_JOB_DONE = 0,
    STOA_JOB_RETRY = 1,        // keep what was changed, and run again later as a further attempt
    STOA_JOB_HTTP = 2          // keep what was changed, make the exchange `http`, and run again with its reply
};
/// What happens next; DONE if the job leaves it as it is.
typedef struct stoa_job_next {
    uint32_t size, what;       // STOA_JOB_*
    int64_t due_us;            // RETRY: when, on the store's clock; 0: as declared
    stoa_json args;            // replaces the arguments of what follows; empty: as they are
    stoa_http_request http;    // HTTP; CALL
} stoa_job_next;
/// A failing result undoes what the run changed; the job is tried again as declared. [worker]
typedef stoa_rc (*stoa_job_fn)(void *self, const void *data, stoa_cx cx, const stoa_job_run *run, stoa_job_next *next);

/// A job to be added.
typedef struct stoa_job_request {
    uint32_t size, rsv;
    stoa_str job;              // a name that this module declares
    stoa_str key;              // while a job of this name and key waits, no second one is added; empty: always added
    stoa_str lane;             // jobs of one lane run in the sequence of their due times, so many at a time as
                               // declared, and never hold up another lane; empty: one lane for all
    int64_t due_us;            // on the store's clock; 0 or past: at once
    stoa_json args;            // at most 256 KiB; empty: null
} stoa_job_request;

/// "stoa.jobs/1"
typedef struct stoa_jobs_1 {
    uint32_t size, rsv;
    /// Adds a job in the transaction of cx; it exists if and only if that commits. *id (may be NULL) is its id, or that
    /// of the one which already waits. Needs a writing context. STOA_E_NOT_FOUND: the module declares no such job.
    stoa_rc (*enqueue)(stoa_cx cx, const stoa_job_request *request, int64_t *id);
    /// Drops the waiting job of this name and key, dead letters included. STOA_E_NOT_FOUND if there is none.
    stoa_rc (*cancel)(stoa_cx cx, stoa_str job, stoa_str key);
} stoa_jobs_1;
#define STOA_JOBS_1 "stoa.jobs/1"
#endif
