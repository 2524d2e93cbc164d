/* page: what staff pages share: the frame around them, choices from the pack, and names for codes.
 *
 * Invariants  A page struct holds only what the template prints: text, numbers, instants, words. No
 *             sealed value and no key is ever put into one.
 * Ownership   Everything lives in the request's arena. Threads: one request. */
#pragma once

#include "codes/codes.h"
#include "component.h"
#include "form/form.h"
#include "form/input.h"
#include "http/request.h"
#include "urls.gen.h"

struct options {
    struct option *items;
    size_t n;
};

/* Person, agency, menu and csrf of the one who asks. */
const struct frame *page_frame(struct request *rq);
/* The choices of a code list, in the language of the page. */
struct options page_options(struct request *rq, struct str list);
/* Counties with their municipalities below them, those of the programme first. */
struct options page_places(struct request *rq);
struct options page_counties(struct request *rq);
/* Agencies that have keys, other than the own; those that offer `service` first (may be empty). */
enum err page_agencies(struct request *rq, struct options *out) MUST_USE;

/* Labels in the language of the page; the code itself when the pack has none; "" stays "". */
struct str page_label(struct request *rq, struct str list, struct str code);
/* Labels of several codes separated by blanks, joined by commas. */
struct str page_labels(struct request *rq, struct str list, struct str codes);
struct str page_place(struct request *rq, struct str code);
struct str page_agency(struct request *rq, struct str code);
/* "Girl, 17, Shkodër": who a case is about without saying who. */
struct str page_someone(struct request *rq, struct str gender, struct str age_band, struct str place);
/* The colour of a risk or of a state. */
enum tag_colour page_risk_colour(struct str risk);
enum tag_colour page_state_colour(struct str state);
struct instant page_at(int64_t ms);
/* settings.open_min in milliseconds. */
int64_t page_open_ms(const struct request *rq);
