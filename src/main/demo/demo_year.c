#include "demo/demo.h"

#include "contact/contact.h"
#include "consent/consent.h"
#include "dispatch/alarm.h"
#include "rand/rand.h"
#include "referral/referral.h"
#include "screening/screening.h"
#include "support/support.h"

#include <stdio.h>
#include <string.h>

enum {
    TEAMS_MAX = 16,
    SHELTERS_MAX = 16,
    CONTACTS_PER_CASE = 4, /* most contacts never become a case */
    BATCH = 64,
    EVENT_ARENA_B = 16 << 20,
    SERVICES_MAX = 7,
};

static const int64_t MINUTE_MS = 60 * 1000;
static const int64_t HOUR_MS = (int64_t)60 * 60 * 1000;
static const int64_t DAY_MS = (int64_t)24 * 60 * 60 * 1000;

/* What happens next in a life. */
enum step {
    STEP_CONTACT,
    STEP_SCREEN,
    STEP_CASE,
    STEP_ALARM,
    STEP_ACCEPT,
    STEP_DEPART,
    STEP_ARRIVE,
    STEP_SAFE,
    STEP_CLOSE_ALARM,
    STEP_DETAILS,
    STEP_REFER,
    STEP_SEE,
    STEP_ANSWER,
    STEP_NEEDS,
    STEP_PLAN,
    STEP_SERVICE,
    STEP_COMPLETE,
    STEP_END,
};

struct life {
    int64_t at;
    enum step step;
    bool is_case;
    bool has_alarm;
    size_t team;
    size_t shelter;
    struct str gender, age_band, place, risk, channel, exploitation;
    int64_t contact_id, screening_id, casefile_id, alarm_id, referral_id;
    int services;
};

struct actor {
    struct who who;
    struct str county; /* of a team */
};

struct year {
    struct house *house;
    struct ctx ctx; /* one event */
    struct actor operator;
    struct actor teams[TEAMS_MAX];
    size_t n_teams;
    struct actor shelters[SHELTERS_MAX];
    size_t n_shelters;
    struct life **heap;
    size_t n_heap;
    int64_t end_ms;
};

static int64_t between(int64_t low, int64_t high) {
    return low + (int64_t)rand_below((uint64_t)(high - low + 1));
}

static bool chance(int percent) {
    return rand_below(100) < (uint64_t)percent;
}

static struct str one_of(const char *const *items, size_t n) {
    return str_from_c(items[rand_below(n)]);
}
#define ONE_OF(...)                                                                                \
    one_of((const char *const[]){ __VA_ARGS__ },                                                   \
        COUNT_OF(((const char *const[]){ __VA_ARGS__ })))

/* --- the queue of what happens next, earliest first ---------------------------------------------- */

static void heap_push(struct year *year, struct life *life) {
    size_t i = year->n_heap++;
    year->heap[i] = life;
    while (i > 0 && year->heap[(i - 1) / 2]->at > year->heap[i]->at) {
        struct life *up = year->heap[(i - 1) / 2];
        year->heap[(i - 1) / 2] = year->heap[i];
        year->heap[i] = up;
        i = (i - 1) / 2;
    }
}

static struct life *heap_pop(struct year *year) {
    struct life *first = year->heap[0];
    struct life *last = year->heap[--year->n_heap];
    size_t i = 0;
    while (2 * i + 1 < year->n_heap) {
        size_t child = 2 * i + 1;
        if (child + 1 < year->n_heap && year->heap[child + 1]->at < year->heap[child]->at) {
            child++;
        }
        if (year->heap[child]->at >= last->at) {
            break;
        }
        year->heap[i] = year->heap[child];
        i = child;
    }
    year->heap[i] = last;
    return first;
}

/* --- who a life is about ------------------------------------------------------------------------- */

static struct str some_place(struct year *year, const struct life *life) {
    const struct pack *pack = year->house->pack;
    size_t n = 0;
    const struct place *const *places = pack_places(pack, PLACE_MUNICIPALITY, &n);
    for (int tries = 0; tries < 200; tries++) {
        const struct place *place = places[rand_below(n)];
        bool fits = place->is_programme;
        if (life->has_alarm) {
            fits = pack_is_within(pack, place->code, year->teams[life->team].county);
        }
        if (fits) {
            return place->code;
        }
    }
    return places[0]->code;
}

static void life_draw(struct year *year, struct life *life, bool is_case) {
    life->is_case = is_case;
    life->has_alarm = is_case && year->n_teams > 0 && chance(45);
    life->team = year->n_teams > 0 ? rand_below(year->n_teams) : 0;
    life->shelter = year->n_shelters > 0 ? rand_below(year->n_shelters) : 0;
    life->gender = chance(75) ? STR("female") : STR("male");
    life->age_band = is_case ? ONE_OF("13-15", "16-17", "16-17", "18-24", "18-24", "25-29", "30plus")
                             : ONE_OF("10-12", "13-15", "13-15", "16-17", "18-24", "unknown");
    life->place = some_place(year, life);
    life->channel = is_case ? ONE_OF("phone", "phone", "in_person", "outreach", "chat")
                            : ONE_OF("chat", "chat", "chat", "phone", "web_form", "app", "outreach");
    life->risk = life->has_alarm ? STR("R4")
                 : is_case       ? ONE_OF("R2", "R3", "R3")
                                 : ONE_OF("R0", "R0", "R1", "R1", "R2");
    life->exploitation = ONE_OF("SexualExploitation", "SexualExploitation", "ForcedBegging",
        "ForcedLabour", "x_ForcedCriminality");
}

static struct str some_name(struct year *year, const struct life *life) {
    size_t n_given = 0;
    size_t n_family = 0;
    bool is_male = str_eq(life->gender, STR("male"));
    const struct str *given =
        pack_demo_names(year->house->pack, is_male ? NAME_GIVEN_M : NAME_GIVEN_F, &n_given);
    const struct str *family = pack_demo_names(year->house->pack, NAME_FAMILY, &n_family);
    struct str first = given[rand_below(n_given)];
    struct str last = family[rand_below(n_family)];
    return arena_print(year->ctx.arena, "%.*s %.*s", STR_FMT(first), STR_FMT(last));
}

static struct str some_note(void) {
    return ONE_OF("Thotë se dikush ia mban dokumentet dhe nuk e lë të dalë.",
        "I premtuan punë; paratë nuk ia japin. Ka frikë për familjen.",
        "Njohur në internet; i kërkojnë foto dhe e kërcënojnë.",
        "E detyrojnë të lypë çdo ditë. Fle me tre të tjerë në një dhomë.",
        "Kërkon të dijë nëse një ofertë pune jashtë është e vërtetë.",
        "Ndihet vetëm dhe nuk fle. Folëm për një javë më të qetë.");
}

/* --- the steps ----------------------------------------------------------------------------------- */

static enum err do_contact(struct year *year, struct life *life) {
    struct in_contact in = { .channel = life->channel,
        .kind = life->is_case ? STR("concern")
                : chance(80)  ? STR("counselling")
                              : ONE_OF("information", "silent", "thanks", "wrong_number"),
        .caller = ONE_OF("child", "young_adult", "parent", "peer", "teacher", "anonymous"),
        .is_about_self = chance(60),
        .gender = life->gender,
        .age_band = life->age_band,
        .place = life->place,
        .reason = life->is_case ? STR("AV_TRAFFICK")
                                : ONE_OF("MH_LOW", "FAM_CONFLICT", "AV_ONLINE", "MIG_JOBCHECK", "SCH"),
        .is_safe_now = life->has_alarm ? STR("no") : ONE_OF("yes", "yes", "unknown"),
        .risk = life->risk,
        .has_replied = true,
        .where = life->is_case ? STR("Banesë në katin e dytë, hyrja nga oborri.") : STR(""),
        .note = some_note() };
    TRY(contact_record(&year->ctx, year->house->tx, &year->operator.who, year->house->pack, &in,
        &life->contact_id));
    life->step = life->is_case ? STEP_SCREEN : STEP_END;
    life->at += between(3, 12) * MINUTE_MS;
    return OK;
}

static enum err do_screen(struct year *year, struct life *life) {
    struct contact *contact = NULL;
    struct ctx *ctx = &year->ctx;
    struct str signs[3] = { ONE_OF("A.recruit", "A.transport", "A.harbour"),
        ONE_OF("B.force", "B.fraud", "B.abuse_vuln"),
        arena_print(ctx->arena, "C.%.*s", STR_FMT(life->exploitation)) };
    TRY(contact_load(ctx, year->house->db, &year->operator.who, life->contact_id, &contact));
    TRY(screening_record(ctx, year->house->tx, &year->operator.who, year->house->pack, contact,
        &(struct in_screening){ .rule_set = STR("AL-2005"), .signs = { signs, 3 } },
        &life->screening_id));
    TRY(screening_make_decision(ctx, year->house->tx, &year->operator.who, contact,
        life->screening_id, &(struct in_decision){ .ver = 1, .decision = STR("PV") }));
    life->step = STEP_CASE;
    life->at += between(2, 8) * MINUTE_MS;
    return OK;
}

static enum err do_case(struct year *year, struct life *life) {
    struct contact *contact = NULL;
    TRY(contact_load(
        &year->ctx, year->house->db, &year->operator.who, life->contact_id, &contact));
    struct in_case_new in = { .age_band = life->age_band,
        .gender = life->gender,
        .place = life->place,
        .language = STR("sq"),
        .exploitation = life->exploitation,
        .scope = ONE_OF("internal", "internal", "abroad", "unknown"),
        .risk = life->has_alarm ? STR("R3") : life->risk,
        .identification = STR("PV"),
        .call_name = str_head(some_name(year, life), 1),
        .safe_contact = ONE_OF("Vetëm me kod bisede.", "Pas orës 16, jo të dielën.",
            "Përmes mësueses.", "Me telefon, por pa lënë mesazh.") };
    TRY(contact_make_case(&year->ctx, year->house->tx, &year->operator.who, year->house->pack,
        contact, &in, &life->casefile_id));
    life->step = life->has_alarm ? STEP_ALARM : STEP_REFER;
    life->at += life->has_alarm ? between(1, 4) * MINUTE_MS : between(1, 20) * HOUR_MS;
    return OK;
}

static enum err do_alarm(struct year *year, struct life *life) {
    struct casefile *casefile = NULL;
    struct str dangers[1] = { ONE_OF("threats", "captor_present", "transport_soon", "child_alone") };
    TRY(casefile_load(
        &year->ctx, year->house->db, &year->operator.who, life->casefile_id, &casefile));
    TRY(alarm_raise(&year->ctx, year->house->tx, &year->operator.who, year->house->pack, casefile,
        &(struct in_alarm){ .place = life->place,
            .dangers = { dangers, 1 },
            .transport = ONE_OF("car", "none", "police_escort"),
            .where = STR("Pranë stacionit të autobusit, pret te dyqani."),
            .beware = STR("Personi që e mban kthehet në mbrëmje.") },
        &life->alarm_id));
    life->step = STEP_ACCEPT;
    life->at += (chance(85) ? between(2, 13) : between(16, 45)) * MINUTE_MS;
    return OK;
}

static enum err do_alarm_step(struct year *year, struct life *life) {
    static const struct {
        enum step next;
        const char *to;
        int low, high;
    } STEPS[] = {
        [STEP_DEPART] = { STEP_ARRIVE, "departed", 15, 90 },
        [STEP_ARRIVE] = { STEP_SAFE, "arrived", 15, 70 },
        [STEP_SAFE] = { STEP_CLOSE_ALARM, "safe", 5, 40 },
    };
    const struct who *team = &year->teams[life->team].who;
    struct alarm *alarm = NULL;
    TRY(alarm_load(&year->ctx, year->house->db, team, life->alarm_id, &alarm));
    if (life->step == STEP_ACCEPT) {
        TRY(alarm_take(&year->ctx, year->house->tx, team, alarm, alarm->row.ver));
        life->step = STEP_DEPART;
        life->at += between(2, 15) * MINUTE_MS;
        return OK;
    }
    if (life->step == STEP_CLOSE_ALARM) {
        TRY(alarm_finish(&year->ctx, year->house->tx, team, alarm,
            &(struct in_alarm_close){
                .ver = alarm->row.ver, .outcome = ONE_OF("shelter", "shelter", "safe_place", "hospital") }));
        life->step = STEP_DETAILS;
        life->at += between(20, 60) * MINUTE_MS;
        return OK;
    }
    TRY(alarm_move(&year->ctx, year->house->tx, team, alarm, str_from_c(STEPS[life->step].to),
        alarm->row.ver));
    life->at += between(STEPS[life->step].low, STEPS[life->step].high) * MINUTE_MS;
    life->step = STEPS[life->step].next;
    return OK;
}

/* Whoever leads the case now. */
static const struct who *leader(struct year *year, const struct life *life) {
    return life->has_alarm ? &year->teams[life->team].who : &year->operator.who;
}

static enum err give_service(
    struct year *year, struct life *life, const struct who *who, struct str kind) {
    struct casefile *casefile = NULL;
    int64_t id = 0;
    TRY(casefile_load(&year->ctx, year->house->db, who, life->casefile_id, &casefile));
    return service_record(&year->ctx, year->house->tx, who, year->house->pack, casefile,
        &(struct in_service){ .kind = kind,
            .given_on = day_of(year->house->zone, year->ctx.now_ms),
            .place = life->place,
            .note = STR("U bë siç u fol.") },
        &id);
}

static enum err do_details(struct year *year, struct life *life) {
    const struct who *who = leader(year, life);
    struct casefile *casefile = NULL;
    TRY(casefile_load(&year->ctx, year->house->db, who, life->casefile_id, &casefile));
    TRY(casefile_details_write(&year->ctx, year->house->tx, who, casefile,
        &(struct in_case_details){ .ver = casefile->row.ver,
            .full_name = some_name(year, life),
            .born = STR("2007-03-01"),
            .safe_contact = STR("Vetëm përmes ekipit."),
            .location = STR("Në vend të sigurt, i njohur nga ekipi.") }));
    TRY(give_service(year, life, who, STR("SAFE")));
    life->step = STEP_REFER;
    life->at += between(30, 200) * MINUTE_MS;
    return OK;
}

static enum err do_refer(struct year *year, struct life *life) {
    const struct who *who = leader(year, life);
    const struct who *shelter = &year->shelters[life->shelter].who;
    struct casefile *casefile = NULL;
    struct referral *referral = NULL;
    struct str classes[2] = { STR("I"), STR("S") };
    struct str parts[2] = { STR("identity"), STR("contact") };
    struct str services[2] = { STR("ACC"), STR("PSY") };
    int64_t consent_id = 0;
    TRY(casefile_load(&year->ctx, year->house->db, who, life->casefile_id, &casefile));
    TRY(consent_record(&year->ctx, year->house->tx, who, year->house->pack, casefile,
        &(struct in_consent){ .purpose = STR("P2"),
            .recipient = shelter->agency_code,
            .classes = { classes, 2 },
            .basis = STR("consent"),
            .giver = age_is_child(life->age_band) ? STR("child_and_guardian") : STR("self"),
            .channel = STR("oral"),
            .language = STR("sq"),
            .until_on = DAY_NONE },
        &consent_id));
    TRY(referral_draft(&year->ctx, year->house->tx, who, year->house->pack, casefile,
        &(struct in_referral){ .to = shelter->agency_code,
            .consent = consent_id,
            .services = { services, 2 },
            .parts = { parts, 2 },
            .is_urgent = life->has_alarm,
            .message = STR("Sonte duhet një shtrat i sigurt.") },
        &life->referral_id));
    TRY(referral_load(&year->ctx, year->house->db, who, life->referral_id, &referral));
    TRY(referral_send(
        &year->ctx, year->house->tx, who, year->house->pack, referral, referral->row.ver));
    life->step = STEP_SEE;
    life->at += life->has_alarm ? between(5, 40) * MINUTE_MS : between(1, 30) * HOUR_MS;
    return OK;
}

static enum err do_answer(struct year *year, struct life *life) {
    const struct who *shelter = &year->shelters[life->shelter].who;
    struct referral *referral = NULL;
    TRY(referral_load(&year->ctx, year->house->db, shelter, life->referral_id, &referral));
    if (life->step == STEP_SEE) {
        TRY(referral_open(&year->ctx, year->house->tx, shelter, referral));
        life->step = STEP_ANSWER;
        life->at += between(5, 50) * MINUTE_MS;
        return OK;
    }
    if (chance(92)) {
        TRY(referral_accept(
            &year->ctx, year->house->tx, shelter, referral, referral->row.ver));
        life->step = STEP_NEEDS;
        life->at += between(1, 20) * HOUR_MS;
        return OK;
    }
    TRY(referral_refuse(&year->ctx, year->house->tx, shelter, referral,
        &(struct in_refusal){ .ver = referral->row.ver, .reason = STR("no_place") }));
    life->shelter = (life->shelter + 1) % year->n_shelters;
    life->step = STEP_REFER;
    life->at += between(1, 3) * HOUR_MS;
    return OK;
}

static enum err move_assistance(
    struct year *year, struct life *life, const struct who *who, struct str to) {
    struct casefile *casefile = NULL;
    TRY(casefile_load(&year->ctx, year->house->db, who, life->casefile_id, &casefile));
    return casefile_state_move(&year->ctx, year->house->tx, who, casefile,
        &(struct in_case_state){
            .ver = casefile->row.ver, .region = STR("assistance"), .state = to });
}

static enum err do_needs(struct year *year, struct life *life) {
    const struct who *shelter = &year->shelters[life->shelter].who;
    TRY(give_service(year, life, shelter, STR("ACC")));
    TRY(move_assistance(year, life, shelter, STR("C1")));
    life->step = STEP_PLAN;
    life->at += between(1, 9) * DAY_MS;
    return OK;
}

static enum err do_plan(struct year *year, struct life *life) {
    const struct who *shelter = &year->shelters[life->shelter].who;
    struct casefile *casefile = NULL;
    int64_t goal_id = 0;
    TRY(casefile_load(&year->ctx, year->house->db, shelter, life->casefile_id, &casefile));
    TRY(goal_set_up(&year->ctx, year->house->tx, shelter, casefile,
        &(struct in_goal){ .domain = ONE_OF("education", "work", "health", "family"),
            .text = ONE_OF("Kthehet në shkollë në vjeshtë.", "Kurs kuzhine, tre muaj.",
                "Takim me psikologen çdo javë.", "Bisedë me motrën, kur të jetë gati."),
            .due_on = day_add(day_of(NULL, year->ctx.now_ms), 60) },
        &goal_id));
    TRY(move_assistance(year, life, shelter, STR("C2")));
    life->services = (int)between(1, SERVICES_MAX);
    life->step = STEP_SERVICE;
    life->at += between(1, 6) * DAY_MS;
    return OK;
}

static enum err do_service(struct year *year, struct life *life) {
    TRY(give_service(year, life, &year->shelters[life->shelter].who,
        ONE_OF("PSY", "PSY", "MED", "LEGAL", "BASIC", "EDU", "VET", "JOB", "DOC", "FAM")));
    life->services--;
    life->step = life->services > 0 ? STEP_SERVICE : STEP_COMPLETE;
    life->at += between(2, 20) * DAY_MS;
    return OK;
}

static enum err do_complete(struct year *year, struct life *life) {
    const struct who *shelter = &year->shelters[life->shelter].who;
    struct referral *referral = NULL;
    TRY(referral_load(&year->ctx, year->house->db, shelter, life->referral_id, &referral));
    life->step = STEP_END;
    return referral_complete(
        &year->ctx, year->house->tx, shelter, referral, referral->row.ver);
}

static enum err live(struct year *year, struct life *life) {
    static enum err (*const DO[])(struct year *, struct life *) = {
        [STEP_CONTACT] = do_contact,
        [STEP_SCREEN] = do_screen,
        [STEP_CASE] = do_case,
        [STEP_ALARM] = do_alarm,
        [STEP_ACCEPT] = do_alarm_step,
        [STEP_DEPART] = do_alarm_step,
        [STEP_ARRIVE] = do_alarm_step,
        [STEP_SAFE] = do_alarm_step,
        [STEP_CLOSE_ALARM] = do_alarm_step,
        [STEP_DETAILS] = do_details,
        [STEP_REFER] = do_refer,
        [STEP_SEE] = do_answer,
        [STEP_ANSWER] = do_answer,
        [STEP_NEEDS] = do_needs,
        [STEP_PLAN] = do_plan,
        [STEP_SERVICE] = do_service,
        [STEP_COMPLETE] = do_complete,
    };
    arena_reset(year->ctx.arena);
    year->ctx.now_ms = life->at;
    year->ctx.cause[0] = 0;
    return DO[life->step](year, life);
}

/* --- the year ------------------------------------------------------------------------------------ */

static enum err cast(struct year *year, const struct demo_people *people) {
    struct house *house = year->house;
    for (size_t i = 0; i < people->n; i++) {
        const struct demo_person *p = &people->items[i];
        const struct agency_row *agency = pack_agency(house->pack, p->agency);
        struct actor *actor = NULL;
        if (str_eq(p->role, STR("operator")) && year->operator.who.staff_id == 0) {
            actor = &year->operator;
        } else if (str_eq(p->role, STR("team")) && str_eq(agency->kind, STR("mobile_unit")) &&
                   year->n_teams < TEAMS_MAX) {
            actor = &year->teams[year->n_teams++];
            actor->county = agency->area.codes[0];
        } else if (str_eq(p->role, STR("caseworker")) && str_eq(agency->kind, STR("shelter")) &&
                   year->n_shelters < SHELTERS_MAX) {
            actor = &year->shelters[year->n_shelters++];
        }
        if (actor != NULL) {
            TRY(demo_sign_in(house, &house->ctx, p, &actor->who));
        }
    }
    return OK;
}

struct duty {
    struct year *year;
    int64_t from_ms;
    int64_t until_ms;
};

/* Each team is on duty for its county from the first day until a month after the last. */
static enum err roster(struct house *house, void *arg) {
    struct duty *duty = arg;
    for (size_t i = 0; i < duty->year->n_teams; i++) {
        const struct actor *team = &duty->year->teams[i];
        int64_t id = 0;
        TRY(duty_add(&house->ctx, house->tx, &team->who, house->pack,
            &(struct in_roster){ .county = team->county,
                .username = team->who.username,
                .turn = 1,
                .from = { duty->from_ms },
                .until = { duty->until_ms } },
            &id));
    }
    return OK;
}

static enum err run_batch(struct year *year, size_t *out_done) {
    struct tx *tx = year->house->tx;
    size_t done = 0;
    TRY(tx_begin(tx));
    while (done < BATCH && year->n_heap > 0) {
        struct life *life = heap_pop(year);
        if (life->at > year->end_ms) {
            continue; /* the year is over for this life: it stays open */
        }
        enum err e = tx_save(tx);
        e = e == OK ? live(year, life) : e;
        e = e == OK ? tx_keep(tx) : e;
        if (e != OK) {
            (void)fprintf(stderr, "besa: demonstration: step %d: %.*s: %s %s\n", (int)life->step,
                STR_FMT(err_name(e)), year->ctx.cause, db_cause(year->house->db));
            tx_rollback(tx);
            return e;
        }
        if (life->step != STEP_END) {
            heap_push(year, life);
        }
        done++;
    }
    *out_done = done;
    return tx_commit(tx);
}

static enum err run_year(struct year *year, int64_t total) {
    size_t done = 0;
    int64_t events = 0;
    do {
        TRY(run_batch(year, &done));
        TRY(db_checkpoint(year->house->db));
        int64_t before = events / 5000;
        events += (int64_t)done;
        if (events / 5000 != before) {
            (void)fprintf(stderr, "  %lld acts done, about %lld in all\n", (long long)events,
                (long long)total);
        }
    } while (done > 0);
    return OK;
}

enum err demo_year(
    struct house *house, const struct demo_people *people, const struct demo_order *order) {
    struct year *year = ARENA_NEW(house->ctx.arena, struct year);
    int64_t begin_ms = order->until_ms - 365 * DAY_MS;
    size_t n = (size_t)order->cases * (1 + CONTACTS_PER_CASE);
    struct life *lives = ARENA_ARRAY(house->ctx.arena, struct life, n);
    *year = (struct year){ .house = house, .end_ms = order->until_ms };
    year->heap = ARENA_ARRAY(house->ctx.arena, struct life *, n + 1);
    house->ctx.now_ms = begin_ms;
    TRY(cast(year, people));
    if (year->operator.who.staff_id == 0 || year->n_shelters == 0) {
        return fail(&house->ctx, ERR_PACK, "the pack has no hotline or no shelter");
    }
    struct duty duty = { year, begin_ms, order->until_ms + 30 * DAY_MS };
    TRY(house_do(house, roster, &duty));
    rand_seed(order->seed);
    for (size_t i = 0; i < n; i++) {
        life_draw(year, &lives[i], i < (size_t)order->cases);
        lives[i].at = begin_ms + (int64_t)rand_below((uint64_t)(365 * DAY_MS));
        heap_push(year, &lives[i]);
    }
    year->ctx.arena = arena_open(EVENT_ARENA_B);
    enum err e = run_year(year, order->cases * 19);
    arena_close(year->ctx.arena);
    return e;
}
