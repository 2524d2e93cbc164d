#include "cli/cli.h"
#include "demo/demo.h"

#include "rand/rand.h"
#include "who_sql.h"

enum { PEOPLE_MAX = 600, ROLES_MAX = 32, FILE_MAX_B = 1 << 20 };

static bool role_fits(const struct role_row *role, const struct agency_row *agency) {
    return code_list_has(&role->agency_kinds, agency->kind);
}

static bool is_first_of_kind(const struct agency_row *agencies, size_t at) {
    for (size_t i = 0; i < at; i++) {
        if (str_eq(agencies[i].kind, agencies[at].kind)) {
            return false;
        }
    }
    return true;
}

static struct str lower(struct arena *arena, struct str text) {
    struct str copy = arena_str(arena, text);
    char *p = (char *)(uintptr_t)copy.p; /* the arena's own bytes */
    for (size_t i = 0; i < copy.n; i++) {
        p[i] = p[i] >= 'A' && p[i] <= 'Z' ? (char)(p[i] + 32) : p[i];
    }
    return copy;
}

static struct str pick(const struct pack *pack, enum name_kind kind) {
    size_t n = 0;
    const struct str *names = pack_demo_names(pack, kind, &n);
    return names[rand_below(n)];
}

struct founding {
    const struct agency_row *agency;
    struct new_staff staff[ROLES_MAX];
    struct new_staff_secrets secrets[ROLES_MAX];
    size_t n;
    int64_t agency_id;
};

static enum err found(struct house *house, void *arg) {
    struct founding *f = arg;
    return agency_found(&house->ctx, house->tx, house->vault, NULL, f->agency->code,
        f->agency->kind, f->staff, f->n, f->secrets, &f->agency_id);
}

static void add_staff(struct house *house, struct founding *f, const struct role_row *role) {
    struct arena *arena = house->ctx.arena;
    enum name_kind given = rand_below(3) == 0 ? NAME_GIVEN_M : NAME_GIVEN_F;
    struct str username = arena_print(arena, "%.*s.%.*s", STR_FMT(role->role),
        STR_FMT(lower(arena, f->agency->code)));
    struct str first = pick(house->pack, given);
    struct str last = pick(house->pack, NAME_FAMILY);
    f->staff[f->n++] = (struct new_staff){ .username = username,
        .display_name = arena_print(arena, "%.*s %.*s", STR_FMT(first), STR_FMT(last)),
        .role = role->role,
        .language = STR("sq"),
        .passphrase = cli_new_passphrase(arena),
        .cost = VAULT_COST_LIGHT };
}

/* The first agency of a kind has a person for each role it may have; the others for the first two. */
static void choose_staff(struct house *house, struct founding *f, bool is_first) {
    size_t n = 0;
    const struct role_row *roles = pack_roles(house->pack, &n);
    size_t most = is_first || str_eq(f->agency->kind, STR("mobile_unit")) ||
                          str_eq(f->agency->kind, STR("shelter"))
                      ? ROLES_MAX
                      : 2;
    f->n = 0;
    for (size_t i = 0; i < n && f->n < most; i++) {
        if (role_fits(&roles[i], f->agency)) {
            add_staff(house, f, &roles[i]);
        }
    }
}

/* Where a role is at home in the main job; the person that is shown for it is taken from there. */
static bool is_home(struct str role, struct str kind) {
    static const struct {
        const char *role, *kind;
    } HOMES[] = { { "counsellor", "hotline" }, { "supervisor", "hotline" },
        { "data_officer", "hotline" }, { "admin", "hotline" }, { "team", "mobile_unit" },
        { "caseworker", "shelter" }, { "psychologist", "shelter" }, { "lawyer", "shelter" } };
    for (size_t i = 0; i < COUNT_OF(HOMES); i++) {
        if (str_eq_c(role, HOMES[i].role)) {
            return str_eq_c(kind, HOMES[i].kind);
        }
    }
    return true;
}

static bool is_shown_already(const struct demo_people *people, struct str role) {
    for (size_t i = 0; i < people->n; i++) {
        if (people->items[i].is_shown && str_eq(people->items[i].role, role)) {
            return true;
        }
    }
    return false;
}

enum err demo_people_make(struct house *house, struct demo_people *out) {
    size_t n = 0;
    const struct agency_row *agencies = pack_agencies(house->pack, &n);
    struct founding *f = ARENA_NEW(house->ctx.arena, struct founding);
    struct demo_people people = { ARENA_ARRAY(house->ctx.arena, struct demo_person, PEOPLE_MAX), 0 };
    for (size_t i = 0; i < n; i++) {
        f->agency = &agencies[i];
        choose_staff(house, f, is_first_of_kind(agencies, i));
        if (f->n == 0 || people.n + f->n > PEOPLE_MAX) {
            continue;
        }
        TRY(house_do(house, found, f));
        for (size_t s = 0; s < f->n; s++) {
            people.items[people.n] = (struct demo_person){ .username = f->staff[s].username,
                .passphrase = f->staff[s].passphrase,
                .role = f->staff[s].role,
                .agency = f->agency->code,
                .staff_id = f->secrets[s].staff_id,
                .is_shown = is_home(f->staff[s].role, f->agency->kind) &&
                            !is_shown_already(&people, f->staff[s].role) };
            people.n++;
        }
    }
    *out = people;
    return OK;
}

static struct str people_path(struct ctx *ctx, const struct folder *folder) {
    return arena_print(ctx->arena, "%.*s/demo-people.tsv", STR_FMT(folder->path));
}

enum err demo_people_save(struct house *house, const struct demo_people *people) {
    BUF_DONE struct buf buf = buf_open(FILE_MAX_B);
    for (size_t i = 0; i < people->n; i++) {
        const struct demo_person *p = &people->items[i];
        buf_print(&buf, "%.*s\t%.*s\t%.*s\t%.*s\t%lld\t%d\n", STR_FMT(p->username),
            STR_FMT(p->passphrase), STR_FMT(p->role), STR_FMT(p->agency), (long long)p->staff_id,
            p->is_shown);
    }
    return file_write(
        &house->ctx, people_path(&house->ctx, &house->folder), buf_str(&buf), 0600);
}

enum err demo_people_load(struct ctx *ctx, const struct folder *folder, struct demo_people *out) {
    struct str text;
    struct str line;
    if (!folder->is_demo) {
        return fail(ctx, ERR_FORBIDDEN, "this is not a demonstration folder");
    }
    TRY(file_read(ctx, people_path(ctx, folder), &text));
    struct demo_people people = { ARENA_ARRAY(ctx->arena, struct demo_person, PEOPLE_MAX), 0 };
    while (str_cut(&text, '\n', &line) && people.n < PEOPLE_MAX) {
        struct demo_person *p = &people.items[people.n];
        struct str id;
        if (str_cut(&line, '\t', &p->username) && str_cut(&line, '\t', &p->passphrase) &&
            str_cut(&line, '\t', &p->role) && str_cut(&line, '\t', &p->agency) &&
            str_cut(&line, '\t', &id) && str_to_i64(id, &p->staff_id)) {
            p->is_shown = str_eq(line, STR("1"));
            people.n++;
        }
    }
    *out = people;
    return OK;
}

struct noting {
    struct ctx *ctx;
    struct sign_in_result result;
};

static enum err note(struct house *house, void *arg) {
    struct noting *noting = arg;
    return sign_in_note(noting->ctx, house->tx, &noting->result);
}

enum err demo_sign_in(
    struct house *house, struct ctx *ctx, const struct demo_person *person, struct who *out) {
    struct staff_by_name_row row;
    struct noting noting = { .ctx = ctx };
    struct str code;
    bool is_found = false;
    TRY(staff_by_name(house->db, ctx->arena,
        &(struct staff_by_name_in){ .username = person->username }, &row, &is_found));
    if (!is_found) {
        return ERR_NOT_FOUND;
    }
    TRY(vault_demo_code(house->vault, ctx->arena, row.totp_wrap, ctx->now_ms, &code));
    struct sign_in_try try = {
        .username = person->username, .passphrase = person->passphrase, .code = code
    };
    TRY(sign_in_check(ctx, house->db, house->vault, &try, &noting.result));
    TRY(noting.result.err);
    TRY(house_do(house, note, &noting));
    return who_of_session(
        ctx, house->db, house->vault, &house->roles, noting.result.token, out);
}
