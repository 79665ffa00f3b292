// suppliers - companies a shop buys stock from: a whole resource as data, and the two rules that data cannot say.
//
//   build   make -C Extensions/suppliers            (needs the headers and a C compiler)
//   adds    resource supplier, scopes read_suppliers and write_suppliers, POST suppliers/{id}/archive
//
// The table, REST in every dialect, filters, counts, pages, validation, events and the reference page follow from the
// declarations below.
#define STOA_MODULE
#include "stoa.h"
#include <string.h>

#define TEXT(literal) ((stoa_str)STOA_STR(literal))

static const stoa_core_1 *core;
static const stoa_records_1 *records;
static const stoa_reply_1 *replies;

enum { NAME, EMAIL, LEAD_TIME_DAYS, MINIMUM_ORDER, STATE, CREATED_AT, UPDATED_AT };
#define FIELD(field_name, sentence) .name = STOA_STR(field_name), .title = STOA_STR(sentence)
static const stoa_field fields[] = {
    [NAME] = { FIELD("name", "The company's name."), .flags = STOA_REQUIRED | STOA_UNIQUE, .min = 1, .max = 80 },
    [EMAIL] = { FIELD("email", "Where purchase orders go; kept in lower case."), .max = 254 },
    [LEAD_TIME_DAYS] = { FIELD("lead_time_days", "Days from placing an order to receiving it."), .type = STOA_F_INT,
                         .max = 365 },
    [MINIMUM_ORDER] = { FIELD("minimum_order", "The smallest order that the supplier accepts."), .type = STOA_F_MONEY,
                        .max = INT64_C(99999999999) },
    [STATE] = { FIELD("state", "Archived suppliers cannot be changed."), .flags = STOA_READ_ONLY | STOA_INDEXED,
                .choices = STOA_STR("active|archived"), .initial = STOA_STR("\"active\"") },
    [CREATED_AT] = { FIELD("created_at", "When it was added."), .type = STOA_F_TIME, .flags = STOA_ON_CREATE },
    [UPDATED_AT] = { FIELD("updated_at", "When it last changed."), .type = STOA_F_TIME, .flags = STOA_ON_UPDATE },
};
static const stoa_filter filters[] = {
    { .parameter = STOA_STR("name"), .field = STOA_STR("name"), .kind = STOA_FILTER_CONTAINS },
    { .parameter = STOA_STR("email"), .field = STOA_STR("email"), .kind = STOA_FILTER_EQUAL },
    { .parameter = STOA_STR("state"), .field = STOA_STR("state"), .kind = STOA_FILTER_ONE_OF },
    { .parameter = STOA_STR("lead_time_days_max"), .field = STOA_STR("lead_time_days"), .kind = STOA_FILTER_MAX },
};
static const stoa_resource resources[] = {
    { .name = STOA_STR("supplier"),
      .plural = STOA_STR("suppliers"),
      .type_name = STOA_STR("Supplier"),
      .title = STOA_STR("A company that the shop buys stock from."),
      .flags = STOA_EVENTS,
      .verbs = STOA_ALL_VERBS,
      .read_scope = STOA_STR("read_suppliers"),
      .write_scope = STOA_STR("write_suppliers"),
      .fields = STOA_ITEMS(fields),
      .filters = STOA_ITEMS(filters) },
};
static const stoa_scope scopes[] = {
    { STOA_STR("read_suppliers"), STOA_STR("Read suppliers.") },
    { STOA_STR("write_suppliers"), STOA_STR("Add, change, archive and delete suppliers.") },
};

/// Refuses a supplier that is archived already; past purchase orders point at it, so its details stay what they were.
static stoa_rc refuse_archived(stoa_cx cx, stoa_rec supplier, stoa_str message) {
    const uint32_t field = STATE;
    stoa_val state;
    const stoa_rc rc = records->get(cx, supplier, &field, 1, &state);
    const int is_archived = rc >= 0 && state.s.n == strlen("archived") && memcmp(state.s.p, "archived", state.s.n) == 0;
    return is_archived ? core->fail(cx, STOA_E_CONFLICT, TEXT("state"), message) : rc;
}

/// Addresses are compared as they are stored, so Buy@Acme.example and buy@acme.example must be one.
static stoa_rc lower_case_email(stoa_cx cx, stoa_rec supplier) {
    const uint32_t field = EMAIL;
    stoa_val email;
    const stoa_rc rc = records->get(cx, supplier, &field, 1, &email);
    if (rc < 0 || email.tag != STOA_TEXT || email.s.n == 0) {
        return rc;
    }
    char *const lower = core->alloc(cx, email.s.n, 1);
    for (size_t i = 0; lower && i < email.s.n; i++) {
        const char c = email.s.p[i];
        lower[i] = c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
    }
    email.s.p = lower;
    return lower ? records->set(cx, supplier, &field, &email, 1) : STOA_E_TOO_LARGE;
}

static stoa_rc prepare(void *self, const void *data, stoa_cx cx, const stoa_changes *changes) {
    (void)self, (void)data;
    stoa_rc rc = STOA_OK;
    for (uint32_t i = 0; rc >= 0 && i < changes->count; i++) {
        const stoa_change *change = STOA_AT(changes, i);
        rc = change->before.v ? refuse_archived(cx, change->before, TEXT("is archived")) : STOA_OK;
        rc = rc < 0 ? rc : lower_case_email(cx, change->draft);
    }
    return rc;
}

/// The id in the path, or 0 if it is not one; ids start above 0 and stay below 2^53, which has 16 digits.
static int64_t parse_id(stoa_str text) {
    int64_t id = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] < '0' || text.p[i] > '9' || text.n > 16) {
            return 0;
        }
        id = id * 10 + (text.p[i] - '0');
    }
    return id;
}

/// Archives a supplier; a second call is a conflict, so that a repeated request is noticed.
static stoa_rc archive(void *self, const void *data, stoa_cx cx, const stoa_request *request, stoa_reply reply) {
    (void)self, (void)data;
    const int64_t id = parse_id(request->params[0].value);
    const uint32_t field = STATE;
    const stoa_val archived = { .tag = STOA_TEXT, .s = STOA_STR("archived") };
    stoa_rec supplier;

    stoa_rc rc = records->fetch(cx, TEXT("supplier"), &id, 1, &supplier);
    if (rc >= 0 && !supplier.v) {
        return STOA_E_NOT_FOUND;
    }
    rc = rc < 0 ? rc : refuse_archived(cx, supplier, TEXT("is already archived"));
    rc = rc < 0 ? rc : records->edit(cx, &supplier, 1);
    rc = rc < 0 ? rc : records->set(cx, supplier, &field, &archived, 1);
    rc = rc < 0 ? rc : records->save(cx, &supplier, 1);
    return rc < 0 ? rc : replies->record(reply, supplier);
}

static stoa_rc create(const stoa_host *host, const void *data, void **self) {
    (void)data, (void)self;
    core = host->get(host, TEXT(STOA_CORE_1));
    records = host->get(host, TEXT(STOA_RECORDS_1));
    replies = host->get(host, TEXT(STOA_REPLY_1));
    return core && records && replies ? STOA_OK : STOA_E_UNSUPPORTED;
}

static const stoa_hook hooks[] = {
    { .resource = STOA_STR("supplier"),
      .kind = STOA_HOOK_PREPARE,
      .ops = STOA_ON_CREATED | STOA_ON_UPDATED,
      .fn = prepare },
};
static const stoa_route routes[] = {
    { .method = STOA_STR("POST"),
      .path = STOA_STR("suppliers/{id}/archive"),
      .scope = STOA_STR("write_suppliers"),
      .title = STOA_STR("Archives a supplier for good."),
      .flags = STOA_ROUTE_WRITES,
      .fn = archive,
      .answer_resource = STOA_STR("supplier") },
};
static const stoa_decl decl = { .size = sizeof(decl),
                                .resources = STOA_ITEMS(resources),
                                .scopes = STOA_ITEMS(scopes),
                                .hooks = STOA_ITEMS(hooks),
                                .routes = STOA_ITEMS(routes) };
static const stoa_module module = { .size = sizeof(module),
                                    .abi = STOA_ABI,
                                    .id = STOA_STR("suppliers"),
                                    .version = STOA_STR("1.0.0"),
                                    .decl = &decl,
                                    .create = create };

const stoa_module *stoa_module_entry(uint32_t host_abi) {
    return host_abi >> 16 == STOA_ABI_MAJOR ? &module : NULL;
}
