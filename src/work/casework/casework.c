#include "casework/casework.h"

#include "json/json.h"
#include "rand/rand.h"

#include <sodium.h>
#include <string.h>

enum {
    NUMBER_DIGITS = 6,
    MINUTE_MS = 60 * 1000,
    IDENTITY_MAX_B = 4096,
};

bool age_is_child(struct str age_band) {
    return !(str_eq(age_band, STR("18-24")) || str_eq(age_band, STR("25-29")) ||
             str_eq(age_band, STR("30plus")));
}

enum err casefile_load(struct ctx *ctx, struct db *db, const struct who *who, int64_t casefile_id,
    struct casefile **out) {
    struct casefile *casefile = ARENA_NEW(ctx->arena, struct casefile);
    bool is_found = false;
    TRY(casefile_see(db, ctx->arena,
        &(struct casefile_see_in){ .id = casefile_id, .agency_id = who->agency_id },
        &casefile->row, &is_found));
    if (!is_found) {
        return fail(ctx, ERR_NOT_FOUND, "case %lld", (long long)casefile_id);
    }
    casefile->pseudonym = pseudonym_of(casefile->row.pseudonym);
    casefile->is_holder = casefile->row.holder_id == who->agency_id;
    *out = casefile;
    return OK;
}

enum err casefile_list(struct ctx *ctx, struct db *db, const struct who *who,
    const struct casefile_filter *filter, int64_t limit, struct casefile_page_row **out_rows,
    size_t *out_n) {
    return casefile_page(db, ctx->arena,
        &(struct casefile_page_in){ .agency_id = who->agency_id,
            .before_id = filter->before_id > 0 ? filter->before_id : INT64_MAX,
            .risk = filter->risk,
            .identification = filter->identification,
            .place = filter->place,
            .number = filter->number,
            .limit = limit },
        out_rows, out_n);
}

/* PREFIX-YEAR-NNNNNN, counted within the year; the single writer makes it free of races. */
static enum err next_number(
    struct ctx *ctx, struct tx *tx, const struct pack *pack, struct str *out) {
    int year = 0;
    int month = 0;
    int day = 0;
    day_split(day_of(NULL, ctx->now_ms), &year, &month, &day);
    struct str head =
        arena_print(ctx->arena, "%.*s-%d-", STR_FMT(pack_settings(pack)->case_prefix), year);
    struct casefile_last_number_row last;
    bool is_found = false;
    TRY(casefile_last_number(tx_db(tx), ctx->arena,
        &(struct casefile_last_number_in){ .from_number = head,
            .to_number = arena_print(ctx->arena, "%.*s:", STR_FMT(head)) }, /* ':' follows '9' */
        &last, &is_found));
    int64_t n = 0;
    if (is_found && !str_to_i64(str_skip(last.number, head.n), &n)) {
        return fail(ctx, ERR_TAMPERED, "case number %.*s", STR_FMT(last.number));
    }
    *out = arena_print(ctx->arena, "%.*s%0*lld", STR_FMT(head), NUMBER_DIGITS, (long long)n + 1);
    return OK;
}

static struct str safety_of_risk(struct str risk) {
    if (str_eq(risk, STR("R4"))) {
        return STR("B3");
    }
    if (str_eq(risk, STR("R3"))) {
        return STR("B2");
    }
    return str_eq(risk, STR("R2")) ? STR("B1") : STR("B0");
}

/* Identity is one box: a small JSON object, so that fields can be added without a new column. */
struct str casefile_identity_text(struct ctx *ctx, const struct casefile_opened *o) {
    BUF_DONE struct buf buf = buf_open(IDENTITY_MAX_B);
    struct json_out json = { .buf = &buf };
    json_begin_object(&json);
    json_key(&json, STR("call_name"));
    json_str(&json, o->call_name);
    json_key(&json, STR("full_name"));
    json_str(&json, o->full_name);
    json_key(&json, STR("born"));
    json_str(&json, o->born);
    json_key(&json, STR("document"));
    json_str(&json, o->document);
    json_key(&json, STR("phone"));
    json_str(&json, o->phone);
    json_end(&json);
    return arena_str(ctx->arena, buf_str(&buf));
}

static struct str json_text(const struct json *object, struct str key) {
    const struct json *member = json_get(object, key);
    return member != NULL && member->kind == JSON_TEXT ? member->text : STR("");
}

enum err casefile_identity_read(struct ctx *ctx, struct str text, struct casefile_opened *out) {
    struct json *object = NULL;
    if (!str_is_empty(text)) {
        TRY(json_parse(ctx->arena, text, &object, NULL));
    }
    out->call_name = object == NULL ? STR("") : json_text(object, STR("call_name"));
    out->full_name = object == NULL ? STR("") : json_text(object, STR("full_name"));
    out->born = object == NULL ? STR("") : json_text(object, STR("born"));
    out->document = object == NULL ? STR("") : json_text(object, STR("document"));
    out->phone = object == NULL ? STR("") : json_text(object, STR("phone"));
    return OK;
}

enum { BOX_IDENTITY, BOX_CONTACT, BOX_LOCATION, BOX_HEALTH, BOX_STORY, BOX_COUNT };

static void case_fields(int64_t casefile_id, struct seal_field fields[BOX_COUNT]) {
    static const struct {
        enum data_class class;
        struct str column;
    } BOXES[BOX_COUNT] = {
        [BOX_IDENTITY] = { CLASS_IDENTITY, { "identity_box", 12 } },
        [BOX_CONTACT] = { CLASS_SAFETY, { "contact_box", 11 } },
        [BOX_LOCATION] = { CLASS_SAFETY, { "location_box", 12 } },
        [BOX_HEALTH] = { CLASS_HEALTH, { "health_box", 10 } },
        [BOX_STORY] = { CLASS_NARRATIVE, { "story_box", 9 } },
    };
    for (size_t i = 0; i < BOX_COUNT; i++) {
        fields[i] = (struct seal_field){ .class = BOXES[i].class,
            .table = TABLE_CASEFILE,
            .row_id = casefile_id,
            .column = BOXES[i].column };
    }
}

enum err task_set(struct ctx *ctx, struct tx *tx, const struct pack *pack, int64_t casefile_id,
    int64_t agency_id, struct str kind, struct str timer, struct str place) {
    int64_t minutes = pack_timer_min(pack, timer, place);
    return task_add(tx,
        &(struct task_add_in){ .id = rand_id(ctx->now_ms),
            .casefile_id = casefile_id,
            .agency_id = agency_id,
            .kind = kind,
            .timer = timer,
            .created_at = ctx->now_ms,
            .due_at = ctx->now_ms + (minutes < 0 ? 0 : minutes) * MINUTE_MS });
}

/* The steps that follow from opening, with the time limits of the pack. */
static enum err first_tasks(struct ctx *ctx, struct tx *tx, const struct who *who,
    const struct pack *pack, int64_t casefile_id, const struct casefile_new *in) {
    bool is_potential = str_eq(in->identification, STR("PV"));
    if (is_potential) {
        TRY(task_set(ctx, tx, pack, casefile_id, who->agency_id, STR("notify_ra"), STR("T03"), in->place));
    }
    if (age_is_child(in->age_band)) {
        TRY(task_set(ctx, tx, pack, casefile_id, who->agency_id, STR("notify_cpu"), STR("T04"), in->place));
    }
    TRY(task_set(ctx, tx, pack, casefile_id, who->agency_id, STR("assess_needs"), STR("T08A"), in->place));
    return task_set(ctx, tx, pack, casefile_id, who->agency_id, STR("make_plan"), STR("T08B"), in->place);
}

static struct str body_of_agency(struct str kind) {
    if (str_eq(kind, STR("police"))) {
        return STR("Police");
    }
    if (str_eq(kind, STR("prosecution"))) {
        return STR("CourtOrProsecution");
    }
    bool is_ngo = str_eq(kind, STR("ngo")) || str_eq(kind, STR("shelter")) ||
                  str_eq(kind, STR("mobile_unit")) || str_eq(kind, STR("hotline"));
    return is_ngo ? STR("NGO") : STR("NonPoliceGovernmentalOrganization");
}

static enum err claim_store(struct ctx *ctx, struct tx *tx, const struct who *who,
    int64_t casefile_id, struct str status, struct str basis, int64_t second_id) {
    return status_claim_add(tx,
        &(struct status_claim_add_in){ .id = rand_id(ctx->now_ms),
            .casefile_id = casefile_id,
            .at = ctx->now_ms,
            .status = status,
            .body = body_of_agency(who->agency_kind),
            .agency_id = who->agency_id,
            .staff_id = who->staff_id,
            .second_id = second_id,
            .basis = basis });
}

static enum err casefile_store(struct ctx *ctx, struct tx *tx, const struct who *who,
    const struct pack *pack, const struct casefile_new *in, int64_t id,
    struct pseudonym *out_pseudonym) {
    struct str number;
    TRY(next_number(ctx, tx, pack, &number));
    int64_t person_id = rand_id(ctx->now_ms);
    bool is_child = age_is_child(in->age_band);
    TRY(person_add(tx,
        &(struct person_add_in){ .id = person_id,
            .gender = in->gender,
            .age_band = in->age_band,
            .is_child = is_child,
            .created_at = ctx->now_ms }));
    struct seal_field fields[BOX_COUNT];
    struct keyring keyring = { .owner_id = id };
    case_fields(id, fields);
    if (!str_is_empty(in->call_name)) {
        fields[BOX_IDENTITY].plain =
            casefile_identity_text(ctx, &(struct casefile_opened){ .call_name = in->call_name });
    }
    fields[BOX_CONTACT].plain = in->safe_contact;
    fields[BOX_LOCATION].plain = in->location;
    TRY(seal_fields(ctx, tx, who, &keyring, fields, BOX_COUNT));
    randombytes_buf(out_pseudonym->b, sizeof(out_pseudonym->b));
    return casefile_add(tx,
        &(struct casefile_add_in){ .id = id,
            .number = number,
            .pseudonym = pseudonym_bytes(out_pseudonym),
            .person_id = person_id,
            .holder_id = who->agency_id,
            .opener_id = who->agency_id,
            .opened_at = ctx->now_ms,
            .place = in->place,
            .language = in->language,
            .exploitation = in->exploitation,
            .scope = in->scope,
            .risk = in->risk,
            .identification = in->identification,
            .safety_state = safety_of_risk(in->risk),
            .child_state = is_child ? STR("E1") : STR("E0"),
            .data_state = str_is_empty(in->call_name) ? STR("F0") : STR("F1"),
            .identity_box = fields[BOX_IDENTITY].box,
            .contact_box = fields[BOX_CONTACT].box,
            .location_box = fields[BOX_LOCATION].box,
            .health_box = fields[BOX_HEALTH].box,
            .story_box = fields[BOX_STORY].box });
}

enum err casefile_open(struct ctx *ctx, struct tx *tx, const struct who *who,
    const struct pack *pack, const struct casefile_new *in, int64_t *out_id) {
    if (!state_may(MACHINE_IDENTIFICATION, STR(""), in->identification)) {
        return fail(ctx, ERR_CONFLICT, "a case cannot begin as %.*s", STR_FMT(in->identification));
    }
    int64_t id = rand_id(ctx->now_ms);
    struct pseudonym pseudonym;
    TRY(casefile_store(ctx, tx, who, pack, in, id, &pseudonym));
    TRY(claim_store(ctx, tx, who, id, in->identification, in->basis, 0));
    TRY(first_tasks(ctx, tx, who, pack, id, in));
    TRY(who_note(ctx, tx, who, VERB_CASE_OPEN, pseudonym));
    *out_id = id;
    return OK;
}

static struct str *region_of(struct casefile *casefile, enum machine machine) {
    switch (machine) {
    case MACHINE_IDENTIFICATION:
        return &casefile->row.identification;
    case MACHINE_SAFETY:
        return &casefile->row.safety_state;
    case MACHINE_ASSISTANCE:
        return &casefile->row.assistance_state;
    case MACHINE_JUSTICE:
        return &casefile->row.justice_state;
    case MACHINE_CHILD:
        return &casefile->row.child_state;
    case MACHINE_DATA:
        return &casefile->row.data_state;
    default:
        return NULL;
    }
}

static enum err states_store(struct tx *tx, struct casefile *casefile, int64_t ver) {
    const struct casefile_see_row *row = &casefile->row;
    int64_t changed = 0;
    TRY(casefile_states_set(tx,
        &(struct casefile_states_set_in){ .id = row->id,
            .ver = ver,
            .identification = row->identification,
            .safety_state = row->safety_state,
            .assistance_state = row->assistance_state,
            .justice_state = row->justice_state,
            .child_state = row->child_state,
            .data_state = row->data_state,
            .risk = row->risk },
        &changed));
    if (changed != 1) {
        return ERR_STALE;
    }
    casefile->row.ver = ver + 1;
    return OK;
}

enum err casefile_follow(struct ctx *ctx, struct tx *tx, struct casefile *casefile,
    enum machine machine, struct str to) {
    struct str *state = region_of(casefile, machine);
    if (state == NULL || !state_may(machine, *state, to)) {
        return OK;
    }
    *state = arena_str(ctx->arena, to);
    return states_store(tx, casefile, casefile->row.ver);
}

/* The step must exist for this act (what belongs to an alarm or a referral is not moved by hand), and
 * this person must have the capability that its row names. */
static enum err step_allowed(struct ctx *ctx, const struct who *who, enum machine machine,
    enum verb verb, struct str from, struct str to) {
    size_t n = 0;
    const struct state_step *steps = state_steps(machine, &n);
    for (size_t i = 0; i < n; i++) {
        if (str_eq(steps[i].from, from) && str_eq(steps[i].to, to) && steps[i].verb == verb) {
            return may(who, steps[i].cap) ? OK : ERR_FORBIDDEN;
        }
    }
    return fail(ctx, ERR_CONFLICT, "no step from %.*s to %.*s", STR_FMT(from), STR_FMT(to));
}

static struct str risk_of_safety(struct str safety, struct str risk) {
    if (str_eq(safety, STR("B0"))) {
        return STR("R1");
    }
    if (str_eq(safety, STR("B1"))) {
        return STR("R2");
    }
    if (str_eq(safety, STR("B2"))) {
        return STR("R3");
    }
    return str_eq(safety, STR("B3")) ? STR("R4") : risk;
}

static enum err finish_tasks(struct ctx *ctx, struct tx *tx, int64_t casefile_id, struct str kind) {
    int64_t changed = 0;
    return tasks_done_by_kind(tx,
        &(struct tasks_done_by_kind_in){ .casefile_id = casefile_id,
            .kind = kind,
            .done_at = ctx->now_ms },
        &changed);
}

static bool machine_of_name(struct str name, enum machine *out) {
    for (int machine = 0; machine < MACHINE_COUNT; machine++) {
        if (str_eq(machine_name((enum machine)machine), name)) {
            *out = (enum machine)machine;
            return true;
        }
    }
    return false;
}

enum err casefile_state_move(struct ctx *ctx, struct tx *tx, const struct who *who,
    struct casefile *casefile, const struct in_case_state *in) {
    enum machine machine;
    if (!machine_of_name(in->region, &machine) || machine == MACHINE_IDENTIFICATION ||
        region_of(casefile, machine) == NULL) {
        return fail(ctx, ERR_INPUT, "no such region");
    }
    struct str *state = region_of(casefile, machine);
    TRY(step_allowed(ctx, who, machine, VERB_CASE_STATE, *state, in->state));
    *state = in->state;
    if (machine == MACHINE_SAFETY) {
        casefile->row.risk = risk_of_safety(in->state, casefile->row.risk);
    }
    TRY(states_store(tx, casefile, in->ver));
    if (machine == MACHINE_ASSISTANCE && str_eq(in->state, STR("C1"))) {
        TRY(finish_tasks(ctx, tx, casefile->row.id, STR("assess_needs")));
    }
    if (machine == MACHINE_ASSISTANCE && str_eq(in->state, STR("C2"))) {
        TRY(finish_tasks(ctx, tx, casefile->row.id, STR("make_plan")));
    }
    return who_note(ctx, tx, who, VERB_CASE_STATE, casefile->pseudonym);
}

/* A formal decision is taken by police and social service together: the second person must be of the
 * other of the two. */
static enum err second_decider(struct ctx *ctx, struct tx *tx, const struct who *who,
    struct str username, int64_t *out_id) {
    struct second_get_row row;
    bool is_found = false;
    TRY(second_get(
        tx_db(tx), ctx->arena, &(struct second_get_in){ .username = username }, &row, &is_found));
    bool is_police = str_eq(who->agency_kind, STR("police"));
    struct str wanted = is_police ? STR("social_service") : STR("police");
    bool may_decide = is_police || str_eq(who->agency_kind, STR("social_service"));
    if (!is_found || !may_decide || !str_eq(row.kind, wanted)) {
        return fail(ctx, ERR_FORBIDDEN, "a formal decision needs police and social service");
    }
    *out_id = row.id;
    return OK;
}

enum err status_claim_record(struct ctx *ctx, struct tx *tx, const struct who *who,
    const struct pack *pack, struct casefile *casefile, const struct in_status_claim *in) {
    TRY(step_allowed(ctx, who, MACHINE_IDENTIFICATION, VERB_CASE_IDENTIFY,
        casefile->row.identification, in->status));
    int64_t second_id = 0;
    if (str_eq(in->status, STR("VT")) || str_eq(in->status, STR("NOT_VT"))) {
        TRY(second_decider(ctx, tx, who, in->second, &second_id));
    }
    casefile->row.identification = in->status;
    TRY(states_store(tx, casefile, in->ver));
    TRY(claim_store(ctx, tx, who, casefile->row.id, in->status, in->basis, second_id));
    if (str_eq(in->status, STR("PV"))) {
        TRY(task_set(ctx, tx, pack, casefile->row.id, casefile->row.holder_id, STR("notify_ra"),
            STR("T03"), casefile->row.place));
    }
    if (str_eq(in->status, STR("PV_FORMAL_REQ"))) {
        TRY(task_set(ctx, tx, pack, casefile->row.id, casefile->row.holder_id,
            STR("joint_interview"), STR("T06"), casefile->row.place));
    }
    return who_note(ctx, tx, who, VERB_CASE_IDENTIFY, casefile->pseudonym);
}

/* What this person may not read stays as it is: nobody empties a class by not sending it. */
static enum err keep_unopenable(struct ctx *ctx, const struct who *who,
    const struct casefile *casefile, struct seal_field fields[BOX_COUNT]) {
    const struct casefile_see_row *row = &casefile->row;
    const struct sealed boxes[BOX_COUNT] = { row->identity_box, row->contact_box,
        row->location_box, row->health_box, row->story_box };
    for (size_t i = 0; i < BOX_COUNT; i++) {
        bool may_open = may(who, class_cap(fields[i].class));
        if (!may_open && i != BOX_IDENTITY && !str_is_empty(fields[i].plain)) {
            return fail(ctx, ERR_FORBIDDEN, "class %c", (char)fields[i].class);
        }
        fields[i].box = may_open ? fields[i].box : boxes[i];
    }
    return OK;
}

enum err casefile_details_write(struct ctx *ctx, struct tx *tx, const struct who *who,
    struct casefile *casefile, const struct in_case_details *in) {
    if (!casefile->is_holder) {
        return fail(ctx, ERR_FORBIDDEN, "only the agency that leads writes these parts");
    }
    struct seal_field fields[BOX_COUNT];
    struct keyring *keyring = NULL;
    struct casefile_opened opened = { .call_name = in->call_name,
        .full_name = in->full_name,
        .born = in->born,
        .document = in->document,
        .phone = in->phone };
    bool has_identity = !str_is_empty(in->full_name) || !str_is_empty(in->document);
    case_fields(casefile->row.id, fields);
    fields[BOX_IDENTITY].plain = casefile_identity_text(ctx, &opened);
    fields[BOX_CONTACT].plain = in->safe_contact;
    fields[BOX_LOCATION].plain = in->location;
    fields[BOX_HEALTH].plain = in->health;
    fields[BOX_STORY].plain = in->story;
    TRY(keyring_load(ctx, tx_db(tx), casefile->row.id, &keyring));
    TRY(seal_fields(ctx, tx, who, keyring, fields, BOX_COUNT));
    TRY(keep_unopenable(ctx, who, casefile, fields));
    struct str data_state = casefile->row.data_state;
    struct str wanted = has_identity ? STR("F2") : STR("F1");
    if (state_may(MACHINE_DATA, data_state, wanted)) {
        data_state = wanted;
    }
    int64_t changed = 0;
    TRY(casefile_boxes_set(tx,
        &(struct casefile_boxes_set_in){ .id = casefile->row.id,
            .ver = in->ver,
            .identity_box = fields[BOX_IDENTITY].box,
            .contact_box = fields[BOX_CONTACT].box,
            .location_box = fields[BOX_LOCATION].box,
            .health_box = fields[BOX_HEALTH].box,
            .story_box = fields[BOX_STORY].box,
            .data_state = data_state },
        &changed));
    if (changed != 1) {
        return ERR_STALE;
    }
    return who_note(ctx, tx, who, VERB_CASE_SEAL, casefile->pseudonym);
}

enum err casefile_class_open(struct ctx *ctx, struct tx *tx, const struct who *who,
    const struct casefile *casefile, struct str class) {
    if (class.n != 1) {
        return ERR_INPUT;
    }
    enum data_class wanted = (enum data_class)class.p[0];
    if (!may(who, class_cap(wanted))) {
        return fail(ctx, ERR_FORBIDDEN, "class %c", class.p[0]);
    }
    return who_note(ctx, tx, who, class_verb(wanted), casefile->pseudonym);
}

enum err casefile_class_is_open(struct ctx *ctx, struct db *db, const struct who *who,
    const struct casefile *casefile, enum data_class class, int64_t open_ms, bool *out_is_open) {
    if (!may(who, class_cap(class))) {
        *out_is_open = false;
        return OK;
    }
    return who_did(ctx, db, who, class_verb(class), casefile->pseudonym, open_ms, out_is_open);
}

static bool has_class(const char *classes, enum data_class class) {
    return strchr(classes, (int)class) != NULL;
}

enum err casefile_unseal(struct ctx *ctx, struct db *db, const struct who *who,
    const struct casefile *casefile, const char *classes, struct casefile_opened *out) {
    const struct casefile_see_row *row = &casefile->row;
    struct seal_field fields[BOX_COUNT];
    struct keyring *keyring = NULL;
    *out = (struct casefile_opened){ 0 };
    case_fields(row->id, fields);
    const struct sealed boxes[BOX_COUNT] = { row->identity_box, row->contact_box,
        row->location_box, row->health_box, row->story_box };
    for (size_t i = 0; i < BOX_COUNT; i++) {
        fields[i].box = has_class(classes, fields[i].class) ? boxes[i] : (struct sealed){ 0 };
    }
    TRY(keyring_load(ctx, db, row->id, &keyring));
    TRY(unseal_fields(ctx, who, keyring, fields, BOX_COUNT));
    if (has_class(classes, CLASS_IDENTITY)) {
        TRY(casefile_identity_read(ctx, fields[BOX_IDENTITY].plain, out));
    }
    if (has_class(classes, CLASS_SAFETY)) {
        out->safe_contact = fields[BOX_CONTACT].plain;
        out->location = fields[BOX_LOCATION].plain;
    }
    if (has_class(classes, CLASS_HEALTH)) {
        out->health = fields[BOX_HEALTH].plain;
    }
    if (has_class(classes, CLASS_NARRATIVE)) {
        out->story = fields[BOX_STORY].plain;
    }
    return OK;
}

int64_t casefile_key_owner(const struct casefile *casefile) {
    return casefile->is_holder ? casefile->row.id : casefile->row.share_id;
}

enum err task_finish(struct ctx *ctx, struct tx *tx, const struct who *who,
    const struct casefile *casefile, int64_t task_id) {
    int64_t changed = 0;
    TRY(task_done(tx,
        &(struct task_done_in){ .id = task_id,
            .casefile_id = casefile->row.id,
            .agency_id = who->agency_id,
            .done_at = ctx->now_ms },
        &changed));
    if (changed != 1) {
        return ERR_CONFLICT;
    }
    return who_note(ctx, tx, who, VERB_TASK_DONE, casefile->pseudonym);
}
