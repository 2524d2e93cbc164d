#include "contact/contact.h"

#include "json/json.h"
#include "rand/rand.h"

#include <sodium.h>

enum { CALLER_MAX_B = 1024 };

bool contact_kind_is_empty(struct str kind) {
    return str_eq(kind, STR("silent")) || str_eq(kind, STR("test_prank")) ||
           str_eq(kind, STR("abusive")) || str_eq(kind, STR("wrong_number")) ||
           str_eq(kind, STR("thanks"));
}

enum err contact_load(struct ctx *ctx, struct db *db, const struct who *who, int64_t contact_id,
    struct contact **out) {
    struct contact *contact = ARENA_NEW(ctx->arena, struct contact);
    bool is_found = false;
    TRY(contact_see(db, ctx->arena,
        &(struct contact_see_in){ .id = contact_id, .agency_id = who->agency_id }, &contact->row,
        &is_found));
    if (!is_found) {
        return fail(ctx, ERR_NOT_FOUND, "contact %lld", (long long)contact_id);
    }
    contact->pseudonym = pseudonym_of(contact->row.pseudonym);
    *out = contact;
    return OK;
}

enum err contact_list(struct ctx *ctx, struct db *db, const struct who *who, int64_t before_id,
    int64_t limit, struct contact_page_row **out_rows, size_t *out_n) {
    return contact_page(db, ctx->arena,
        &(struct contact_page_in){ .agency_id = who->agency_id,
            .before_id = before_id > 0 ? before_id : INT64_MAX,
            .limit = limit },
        out_rows, out_n);
}

enum { BOX_NOTE, BOX_CALLER, BOX_WHERE, BOX_COUNT };

static void contact_fields(int64_t contact_id, struct seal_field fields[BOX_COUNT]) {
    fields[BOX_NOTE] =
        (struct seal_field){ .class = CLASS_NARRATIVE, .column = STR("note_box") };
    fields[BOX_CALLER] =
        (struct seal_field){ .class = CLASS_IDENTITY, .column = STR("caller_box") };
    fields[BOX_WHERE] = (struct seal_field){ .class = CLASS_SAFETY, .column = STR("where_box") };
    for (size_t i = 0; i < BOX_COUNT; i++) {
        fields[i].table = TABLE_CONTACT;
        fields[i].row_id = contact_id;
    }
}

static struct str caller_text(struct ctx *ctx, struct str name, struct str phone) {
    if (str_is_empty(name) && str_is_empty(phone)) {
        return STR("");
    }
    BUF_DONE struct buf buf = buf_open(CALLER_MAX_B);
    struct json_out json = { .buf = &buf };
    json_begin_object(&json);
    json_key(&json, STR("name"));
    json_str(&json, name);
    json_key(&json, STR("phone"));
    json_str(&json, phone);
    json_end(&json);
    return arena_str(ctx->arena, buf_str(&buf));
}

static struct str or_code(struct str value, struct str otherwise) {
    return str_is_empty(value) ? otherwise : value;
}

enum err contact_record(struct ctx *ctx, struct tx *tx, const struct who *who,
    const struct pack *pack, const struct in_contact *in, int64_t *out_id) {
    if (!str_is_empty(in->place) && pack_place(pack, in->place) == NULL) {
        return fail(ctx, ERR_INPUT, "unknown place");
    }
    int64_t id = rand_id(ctx->now_ms);
    bool is_empty = contact_kind_is_empty(in->kind);
    struct seal_field fields[BOX_COUNT];
    struct keyring keyring = { .owner_id = id };
    contact_fields(id, fields);
    if (!is_empty) {
        fields[BOX_NOTE].plain = in->note;
        fields[BOX_CALLER].plain = caller_text(ctx, in->caller_name, in->caller_phone);
        fields[BOX_WHERE].plain = in->where;
    }
    TRY(seal_fields(ctx, tx, who, &keyring, fields, BOX_COUNT));
    struct pseudonym pseudonym;
    randombytes_buf(pseudonym.b, sizeof(pseudonym.b));
    TRY(contact_add(tx,
        &(struct contact_add_in){ .id = id,
            .pseudonym = pseudonym_bytes(&pseudonym),
            .agency_id = who->agency_id,
            .staff_id = who->staff_id,
            .at = ctx->now_ms,
            .channel = in->channel,
            .kind = in->kind,
            .caller = or_code(in->caller, STR("anonymous")),
            .is_about_self = in->is_about_self,
            .gender = or_code(in->gender, STR("unknown")),
            .age_band = or_code(in->age_band, STR("unknown")),
            .place = in->place,
            .reason = in->reason,
            .is_safe_now = or_code(in->is_safe_now, STR("unknown")),
            .risk = or_code(in->risk, STR("R0")),
            .has_replied = !is_empty && in->has_replied,
            .note_box = fields[BOX_NOTE].box,
            .caller_box = fields[BOX_CALLER].box,
            .where_box = fields[BOX_WHERE].box,
            .state = is_empty ? STR("ended") : STR("open") }));
    TRY(who_note(ctx, tx, who, VERB_CONTACT_RECORD, pseudonym));
    *out_id = id;
    return OK;
}

enum err contact_finish(struct ctx *ctx, struct tx *tx, const struct who *who,
    const struct contact *contact, int64_t ver) {
    int64_t changed = 0;
    if (!str_eq(contact->row.state, STR("open"))) {
        return fail(ctx, ERR_CONFLICT, "contact is ended");
    }
    TRY(contact_end(tx, &(struct contact_end_in){ .id = contact->row.id, .ver = ver }, &changed));
    if (changed != 1) {
        return ERR_STALE;
    }
    return who_note(ctx, tx, who, VERB_CONTACT_END, contact->pseudonym);
}

enum err contact_open(
    struct ctx *ctx, struct tx *tx, const struct who *who, const struct contact *contact) {
    return who_note(ctx, tx, who, VERB_CONTACT_OPEN, contact->pseudonym);
}

enum err contact_is_open(struct ctx *ctx, struct db *db, const struct who *who,
    const struct contact *contact, int64_t open_ms, bool *out_is_open) {
    return who_did(ctx, db, who, VERB_CONTACT_OPEN, contact->pseudonym, open_ms, out_is_open);
}

enum err contact_unseal(struct ctx *ctx, struct db *db, const struct who *who,
    const struct contact *contact, struct contact_opened *out) {
    struct seal_field fields[BOX_COUNT];
    struct keyring *keyring = NULL;
    contact_fields(contact->row.id, fields);
    fields[BOX_NOTE].box = contact->row.note_box;
    fields[BOX_CALLER].box = contact->row.caller_box;
    fields[BOX_WHERE].box = contact->row.where_box;
    TRY(keyring_load(ctx, db, contact->row.id, &keyring));
    TRY(unseal_fields(ctx, who, keyring, fields, BOX_COUNT));
    *out = (struct contact_opened){ .note = fields[BOX_NOTE].plain,
        .where = fields[BOX_WHERE].plain,
        .caller_name = STR(""),
        .caller_phone = STR("") };
    if (!str_is_empty(fields[BOX_CALLER].plain)) {
        struct json *caller = NULL;
        TRY(json_parse(ctx->arena, fields[BOX_CALLER].plain, &caller, NULL));
        const struct json *name = json_get(caller, STR("name"));
        const struct json *phone = json_get(caller, STR("phone"));
        out->caller_name = name != NULL ? name->text : STR("");
        out->caller_phone = phone != NULL ? phone->text : STR("");
    }
    return OK;
}

enum err contact_make_case(struct ctx *ctx, struct tx *tx, const struct who *who,
    const struct pack *pack, const struct contact *contact, const struct in_case_new *in,
    int64_t *out_casefile_id) {
    if (contact->row.casefile_id != 0) {
        return fail(ctx, ERR_CONFLICT, "the contact has a case already");
    }
    if (pack_place(pack, in->place) == NULL) {
        return fail(ctx, ERR_INPUT, "unknown place");
    }
    struct contact_opened opened;
    TRY(contact_unseal(ctx, tx_db(tx), who, contact, &opened));
    struct casefile_new fresh = { .gender = in->gender,
        .age_band = in->age_band,
        .place = in->place,
        .language = or_code(in->language, STR("sq")),
        .exploitation = in->exploitation,
        .scope = or_code(in->scope, STR("unknown")),
        .risk = in->risk,
        .identification = in->identification,
        .basis = STR("rule_set"),
        .call_name = in->call_name,
        .safe_contact = in->safe_contact,
        .location = opened.where };
    int64_t casefile_id = 0;
    int64_t changed = 0;
    TRY(casefile_open(ctx, tx, who, pack, &fresh, &casefile_id));
    TRY(contact_link(tx,
        &(struct contact_link_in){ .id = contact->row.id, .casefile_id = casefile_id }, &changed));
    if (changed != 1) {
        return ERR_CONFLICT;
    }
    TRY(who_note(ctx, tx, who, VERB_CONTACT_CHANGE, contact->pseudonym));
    *out_casefile_id = casefile_id;
    return OK;
}
