#include "screen/rule.h"

#include "err/must.h"

#include <string.h>

static const char weight_letters[WEIGHT_COUNT] = { ' ', 'S', 'M', 'W' };

struct parser {
    struct str text;
    size_t at;
    size_t depth;
    const struct rule_names *names; /* NULL: counts of weights */
    struct rule_op ops[RULE_OPS_MAX];
    size_t n;
    const char *fault;
};

static enum err refuse(struct parser *parser, const char *what) {
    parser->fault = what;
    return ERR_INPUT;
}

static char peek(struct parser *parser) {
    while (parser->at < parser->text.n && parser->text.p[parser->at] == ' ') {
        parser->at++;
    }
    return parser->at < parser->text.n ? parser->text.p[parser->at] : '\0';
}

static bool accept(struct parser *parser, char c) {
    bool is_next = peek(parser) == c && parser->at < parser->text.n;
    parser->at += is_next;
    return is_next;
}

static enum err emit(struct parser *parser, struct rule_op op) {
    if (parser->n == RULE_OPS_MAX) {
        return refuse(parser, "too many operations");
    }
    parser->ops[parser->n] = op;
    parser->n++;
    return OK;
}

static bool is_name_char(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '-';
}

static enum err parse_name(struct parser *parser) {
    (void)peek(parser); /* skips the blanks before */
    size_t from = parser->at;
    size_t to = from;
    while (to < parser->text.n && is_name_char(parser->text.p[to])) {
        to++;
    }
    struct str name = str_head(str_skip(parser->text, from), to - from);
    if (name.n == 0) {
        return refuse(parser, "a dimension or ( must stand here");
    }
    for (size_t i = 0; i < parser->names->n; i++) {
        if (str_eq(parser->names->names[i], name)) {
            parser->at = to;
            return emit(parser, (struct rule_op){ .kind = RULE_NAME, .name = i });
        }
    }
    return refuse(parser, "unknown dimension");
}

static enum err parse_number(struct parser *parser, int *out_number) {
    int number = 0;
    char c = peek(parser);
    for (; c >= '0' && c <= '9' && number <= RULE_NUMBER_MAX;) {
        number = number * 10 + (c - '0');
        parser->at++;
        c = parser->at < parser->text.n ? parser->text.p[parser->at] : '\0';
    }
    if (number < 1 || number > RULE_NUMBER_MAX) {
        return refuse(parser, "a number from 1 to 999 must stand here");
    }
    *out_number = number;
    return OK;
}

/* S+M>=2 */
static enum err parse_at_least(struct parser *parser) {
    struct rule_op op = { .kind = RULE_AT_LEAST };
    do {
        char c = peek(parser);
        size_t weight = WEIGHT_STRONG;
        while (weight < WEIGHT_COUNT && weight_letters[weight] != c) {
            weight++;
        }
        if (weight == WEIGHT_COUNT) {
            return refuse(parser, "S, M, W or ( must stand here");
        }
        if (op.adds[weight]) {
            return refuse(parser, "the same weight twice in one sum");
        }
        op.adds[weight] = true;
        parser->at++;
    } while (accept(parser, '+'));
    if (!accept(parser, '>') || parser->at == parser->text.n || parser->text.p[parser->at] != '=') {
        return refuse(parser, "+ or >= must stand here");
    }
    parser->at++;
    TRY(parse_number(parser, &op.number));
    return emit(parser, op);
}

static enum err parse_or(struct parser *parser);

static enum err parse_part(struct parser *parser) {
    if (!accept(parser, '(')) {
        return parser->names == NULL ? parse_at_least(parser) : parse_name(parser);
    }
    if (parser->depth == RULE_DEPTH_MAX) {
        return refuse(parser, "too many brackets");
    }
    parser->depth++;
    TRY(parse_or(parser));
    parser->depth--;
    return accept(parser, ')') ? OK : refuse(parser, "&, | or ) must stand here");
}

static enum err parse_and(struct parser *parser) {
    TRY(parse_part(parser));
    while (accept(parser, '&')) {
        TRY(parse_part(parser));
        TRY(emit(parser, (struct rule_op){ .kind = RULE_AND }));
    }
    return OK;
}

static enum err parse_or(struct parser *parser) {
    TRY(parse_and(parser));
    while (accept(parser, '|')) {
        TRY(parse_and(parser));
        TRY(emit(parser, (struct rule_op){ .kind = RULE_OR }));
    }
    return OK;
}

static enum err parse_whole(struct parser *parser) {
    TRY(parse_or(parser));
    (void)peek(parser); /* skips the blanks at the end */
    return parser->at == parser->text.n ? OK : refuse(parser, "& or | must stand here");
}

static enum err parse(struct arena *arena, struct str text, const struct rule_names *names,
    struct rule *out_rule, struct rule_fault *out_fault) {
    struct parser parser = { .text = text, .names = names };
    enum err e = parse_whole(&parser);
    if (e != OK) {
        *out_fault = (struct rule_fault){ parser.at, parser.fault };
        return e;
    }
    out_rule->ops = ARENA_ARRAY(arena, struct rule_op, parser.n);
    out_rule->n = parser.n;
    memcpy(out_rule->ops, parser.ops, parser.n * sizeof(parser.ops[0]));
    return OK;
}

enum err rule_parse_requires(struct arena *arena, struct str text, const struct rule_names *names,
    struct rule *out_rule, struct rule_fault *out_fault) {
    return parse(arena, text, names, out_rule, out_fault);
}

enum err rule_parse_positive(
    struct arena *arena, struct str text, struct rule *out_rule, struct rule_fault *out_fault) {
    return parse(arena, text, NULL, out_rule, out_fault);
}

static bool is_at_least(const struct rule_op *op, const int counts[WEIGHT_COUNT]) {
    int sum = 0;
    for (size_t weight = WEIGHT_STRONG; weight < WEIGHT_COUNT; weight++) {
        sum += op->adds[weight] ? counts[weight] : 0;
    }
    return sum >= op->number;
}

/* A rule without operations (a pack with faults) is never met. */
static bool evaluate(const struct rule *rule, const bool *is_true, const int *counts) {
    bool stack[RULE_OPS_MAX] = { false };
    size_t n = 0;
    for (size_t i = 0; i < rule->n; i++) {
        const struct rule_op *op = &rule->ops[i];
        if (op->kind == RULE_NAME || op->kind == RULE_AT_LEAST) {
            must(n < RULE_OPS_MAX);
            stack[n] = op->kind == RULE_NAME ? is_true[op->name] : is_at_least(op, counts);
            n++;
            continue;
        }
        must(n >= 2);
        n--;
        stack[n - 1] = op->kind == RULE_AND ? stack[n - 1] && stack[n] : stack[n - 1] || stack[n];
    }
    return n == 1 && stack[0];
}

bool rule_requires_met(const struct rule *rule, const bool *is_true) {
    return evaluate(rule, is_true, NULL);
}

bool rule_is_positive(const struct rule *rule, const int counts[WEIGHT_COUNT]) {
    return evaluate(rule, NULL, counts);
}

/* --- printing --------------------------------------------------------------------------------- */

struct printed {
    struct str text;
    enum rule_op_kind kind;
};

static struct str print_at_least(struct arena *arena, const struct rule_op *op) {
    struct str sum = STR("");
    for (size_t weight = WEIGHT_STRONG; weight < WEIGHT_COUNT; weight++) {
        if (op->adds[weight]) {
            sum = arena_print(
                arena, "%.*s%s%c", STR_FMT(sum), sum.n > 0 ? "+" : "", weight_letters[weight]);
        }
    }
    return arena_print(arena, "%.*s>=%d", STR_FMT(sum), op->number);
}

static struct str bracket(struct arena *arena, struct str text, bool is_needed) {
    return is_needed ? arena_print(arena, "(%.*s)", STR_FMT(text)) : text;
}

static struct str print_pair(struct arena *arena, const struct printed *left,
    const struct printed *right, enum rule_op_kind kind) {
    bool is_and = kind == RULE_AND;
    struct str a = bracket(arena, left->text, is_and && left->kind == RULE_OR);
    bool is_compound = right->kind == RULE_OR || right->kind == RULE_AND;
    struct str b = bracket(arena, right->text, is_and ? is_compound : right->kind == RULE_OR);
    return arena_print(arena, "%.*s %c %.*s", STR_FMT(a), is_and ? '&' : '|', STR_FMT(b));
}

struct str rule_print(
    struct arena *arena, const struct rule *rule, const struct rule_names *names) {
    struct printed stack[RULE_OPS_MAX] = { 0 };
    size_t n = 0;
    for (size_t i = 0; i < rule->n; i++) {
        const struct rule_op *op = &rule->ops[i];
        struct printed *top = &stack[n];
        if (op->kind == RULE_NAME || op->kind == RULE_AT_LEAST) {
            bool is_name = op->kind == RULE_NAME;
            *top = (struct printed){ is_name ? names->names[op->name] : print_at_least(arena, op),
                op->kind };
            n++;
            continue;
        }
        must(n >= 2);
        stack[n - 2].text = print_pair(arena, &stack[n - 2], &stack[n - 1], op->kind);
        stack[n - 2].kind = op->kind;
        n--;
    }
    return n == 1 ? stack[0].text : STR("");
}
