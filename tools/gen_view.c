/* gen_view: views/X.html -> X_view.{h,c} (see README.md, "Templates").
 *
 * One pass: text goes to the HTML watcher (gen_view_html.c), which knows whether it stands between
 * tags or in which attribute; what stands in braces becomes C. */
#include "gen_view.h"

#include <stdio.h>
#include <string.h>

enum { BLOCKS_MAX = 24, LITERAL_MAX = 2000, INCLUDES_MAX = 64 };

struct block {
    const char *at;
    struct html html;
    struct str row; /* loop name; none for {if} */
    bool has_else;
};

struct view {
    struct gen_source source;
    struct gen_table routes;
    struct gen_words words;
    struct str name;
    struct str header;
    struct str type;
    const char *at;
    struct html html;
    struct gen_text literal; /* text not yet written as C */
    struct gen_text body;
    struct block blocks[BLOCKS_MAX];
    size_t n_blocks;
    struct str includes[INCLUDES_MAX];
    size_t n_includes;
};

/* --- tokens of one tag --------------------------------------------------------------------------
 */

enum token_kind { T_END, T_WORD, T_NUMBER, T_STRING, T_SIGN };

struct lex {
    struct view *v;
    struct str rest;
    enum token_kind kind;
    struct str text; /* of a string: without its quotes */
};

static const char *end_of(const struct view *v) {
    return v->source.text.p + v->source.text.n;
}

static bool is_word_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static size_t word_length(struct str s) {
    size_t n = 0;
    while (n < s.n && (is_word_char(s.p[n]) || (s.p[n] == '.' && n > 0))) {
        n++;
    }
    return n;
}

static void lex_string(struct lex *lex) {
    struct str rest = str_skip(lex->rest, 1);
    if (!str_cut(&rest, '"', &lex->text) || rest.p == NULL || str_has(lex->text, STR("\\"))) {
        gen_fault(&lex->v->source, lex->rest.p, "a text is \"...\" without backslashes");
    }
    lex->kind = T_STRING;
    lex->rest = rest;
}

static void lex_next(struct lex *lex) {
    while (lex->rest.n > 0 && strchr(" \t\n", lex->rest.p[0]) != NULL) {
        lex->rest = str_skip(lex->rest, 1);
    }
    struct str s = lex->rest;
    size_t n = word_length(s);
    if (s.n == 0) {
        lex->kind = T_END;
    } else if (s.p[0] == '"') {
        lex_string(lex);
        return;
    } else if (n > 0) {
        lex->kind = s.p[0] >= '0' && s.p[0] <= '9' ? T_NUMBER : T_WORD;
    } else {
        lex->kind = T_SIGN;
        n = s.n > 1 && s.p[1] == '=' && strchr("=!<>", s.p[0]) != NULL ? 2 : 1;
    }
    lex->text = str_head(s, n);
    lex->rest = str_skip(s, n);
}

static bool lex_is(const struct lex *lex, const char *text) {
    return lex->kind != T_STRING && str_eq_c(lex->text, text);
}

static void lex_fault(const struct lex *lex, const char *what) __attribute__((noreturn));
static void lex_fault(const struct lex *lex, const char *what) {
    const char *at = lex->text.p < end_of(lex->v) ? lex->text.p : end_of(lex->v);
    gen_fault(&lex->v->source, at, "%s", what);
}

static struct str lex_take(struct lex *lex, enum token_kind kind, const char *what) {
    if (lex->kind != kind) {
        lex_fault(lex, what);
    }
    struct str text = lex->text;
    lex_next(lex);
    return text;
}

static void lex_sign(struct lex *lex, const char *sign, const char *what) {
    if (!lex_is(lex, sign)) {
        lex_fault(lex, what);
    }
    lex_next(lex);
}

static void lex_end(const struct lex *lex) {
    if (lex->kind != T_END) {
        lex_fault(lex, "this does not belong here");
    }
}

/* --- expressions
 * ---------------------------------------------------------------------------------- */

static bool is_upper_word(struct str s) {
    return s.p[0] >= 'A' && s.p[0] <= 'Z' && str_eq(s, gen_upper(s));
}

static bool is_in_scope(const struct view *v, struct str name) {
    for (size_t i = 0; i < v->n_blocks; i++) {
        if (str_eq(v->blocks[i].row, name)) {
            return true;
        }
    }
    return str_eq_c(name, "p");
}

/* p.a.b becomes p->a.b, a loop name alone (*row). */
static void add_path(const struct view *v, struct gen_text *c, struct str path) {
    struct str rest = path;
    struct str first = STR_NONE;
    (void)str_cut(&rest, '.', &first); /* a path is never absent */
    if (!gen_is_key(path)) {
        gen_fault(&v->source, path.p, "%.*s is not a name", STR_FMT(path));
    }
    if (!is_in_scope(v, first)) {
        gen_fault(&v->source, path.p, "%.*s is neither p nor the name of a loop around this",
            STR_FMT(first));
    }
    if (rest.p == NULL) {
        gen_print(c, "(*%.*s)", STR_FMT(first));
    } else {
        gen_print(c, "%.*s->%.*s", STR_FMT(first), STR_FMT(rest));
    }
}

static const struct gen_word *find_word(const struct view *v, struct str key) {
    const struct gen_word *word = gen_words_find(&v->words, key);
    if (word == NULL) {
        gen_fault(&v->source, key.p, "no words under the key %.*s in %s", STR_FMT(key),
            v->words.source.path);
    }
    return word;
}

/* path | "text" | number | CONSTANT | true | false | @words.key */
static void add_value(struct lex *lex, struct gen_text *c) {
    struct str text = lex->text;
    if (lex->kind == T_STRING) {
        gen_add(c, STR("STR("));
        gen_literal(c, text);
        gen_add(c, STR(")"));
    } else if (lex->kind == T_NUMBER) {
        int64_t number = 0;
        if (!str_to_i64(text, &number)) {
            lex_fault(lex, "not a whole number");
        }
        gen_print(c, "INT64_C(%lld)", (long long)number);
    } else if (lex_is(lex, "@")) {
        lex_next(lex);
        text = lex->text;
        find_word(lex->v, lex->kind == T_WORD ? text : STR("@"));
        gen_print(c, "W_%.*s", STR_FMT(gen_upper(text)));
    } else if (lex->kind != T_WORD) {
        lex_fault(lex, "a value is needed here");
    } else if (is_upper_word(text) || lex_is(lex, "true") || lex_is(lex, "false")) {
        gen_add(c, text);
    } else {
        add_path(lex->v, c, text);
    }
    lex_next(lex);
}

static bool is_comparison(const struct lex *lex) {
    static const char *const signs[] = { "==", "!=", "<", "<=", ">", ">=" };
    for (size_t i = 0; i < COUNT_OF(signs); i++) {
        if (lex_is(lex, signs[i])) {
            return true;
        }
    }
    return false;
}

static void add_comparison(struct lex *lex, struct gen_text *c) {
    struct gen_text left = { 0 };
    struct gen_text right = { 0 };
    bool is_text = lex->kind == T_STRING;
    add_value(lex, &left);
    if (!is_comparison(lex)) {
        gen_print(c, "(%.*s)", STR_FMT(gen_str(&left)));
        return;
    }
    struct str sign = lex->text;
    bool is_equality = lex_is(lex, "==") || lex_is(lex, "!=");
    lex_next(lex);
    is_text = is_text || lex->kind == T_STRING;
    if (is_text && !is_equality) {
        gen_fault(&lex->v->source, sign.p, "a text is compared with == or != only");
    }
    add_value(lex, &right);
    if (is_text) {
        gen_print(c, "%sstr_eq(%.*s, %.*s)", sign.p[0] == '!' ? "!" : "", STR_FMT(gen_str(&left)),
            STR_FMT(gen_str(&right)));
    } else {
        gen_print(c, "(%.*s %.*s %.*s)", STR_FMT(gen_str(&left)), STR_FMT(sign),
            STR_FMT(gen_str(&right)));
    }
}

static void add_condition(struct lex *lex, struct gen_text *c);

static void add_operand(struct lex *lex, struct gen_text *c) {
    if (lex_is(lex, "not")) {
        lex_next(lex);
        gen_add(c, STR("!"));
        add_operand(lex, c);
    } else if (lex_is(lex, "(")) {
        lex_next(lex);
        add_condition(lex, c);
        lex_sign(lex, ")", ") is missing");
    } else {
        add_comparison(lex, c);
    }
}

static void add_conjunction(struct lex *lex, struct gen_text *c) {
    gen_add(c, STR("("));
    add_operand(lex, c);
    while (lex_is(lex, "and")) {
        lex_next(lex);
        gen_add(c, STR(" && "));
        add_operand(lex, c);
    }
    gen_add(c, STR(")"));
}

static void add_condition(struct lex *lex, struct gen_text *c) {
    gen_add(c, STR("("));
    add_conjunction(lex, c);
    while (lex_is(lex, "or")) {
        lex_next(lex);
        gen_add(c, STR(" || "));
        add_conjunction(lex, c);
    }
    gen_add(c, STR(")"));
}

/* --- statements
 * -------------------------------------------------------------------------------------- */

static void indent(struct view *v) {
    for (size_t i = 0; i <= v->n_blocks; i++) {
        gen_add(&v->body, STR("    "));
    }
}

static void flush_literal(struct view *v) {
    struct str rest = gen_str(&v->literal);
    while (rest.n > 0) {
        struct str part = str_head(rest, LITERAL_MAX);
        indent(v);
        gen_add(&v->body, STR("emit_literal(o, "));
        gen_literal(&v->body, part);
        gen_add(&v->body, STR(");\n"));
        rest = str_skip(rest, part.n);
    }
    v->literal = (struct gen_text){ 0 };
}

static void statement(struct view *v, const char *at) {
    flush_literal(v);
    gen_line_at(&v->body, &v->source, at);
    indent(v);
}

static void need_include(struct view *v, struct str file) {
    for (size_t i = 0; i < v->n_includes; i++) {
        if (str_eq(v->includes[i], file)) {
            return;
        }
    }
    if (v->n_includes == INCLUDES_MAX) {
        gen_fault(&v->source, v->at, "more than %d other headers", INCLUDES_MAX);
    }
    v->includes[v->n_includes] = file;
    v->n_includes++;
}

static void need_text(const struct view *v, const char *at, const char *what) {
    if (v->html.state != HTML_TEXT) {
        gen_fault(&v->source, at, "%s stands between tags only", what);
    }
}

/* In text or in an attribute value in double quotes. */
static void need_place(const struct view *v, const char *at) {
    if (v->html.state != HTML_TEXT && v->html.state != HTML_VALUE) {
        gen_fault(&v->source, at,
            "a value inside a tag stands in an attribute, in double quotes: name=\"{...}\"");
    }
}

static void do_print(struct lex *lex) {
    struct view *v = lex->v;
    const char *at = lex->text.p;
    need_place(v, at);
    struct gen_text value = { 0 };
    struct str path = lex_take(lex, T_WORD, "an expression is needed here");
    add_path(v, &value, path);
    lex_end(lex);
    statement(v, at);
    gen_print(&v->body, "%s(o, %.*s);\n", html_emitter(&v->html), STR_FMT(gen_str(&value)));
}

static void open_block(struct view *v, const char *at, struct str row) {
    if (v->n_blocks == BLOCKS_MAX) {
        gen_fault(&v->source, at, "more than %d blocks inside one another", BLOCKS_MAX);
    }
    v->blocks[v->n_blocks] = (struct block){ .at = at, .html = v->html, .row = row };
    v->n_blocks++;
}

/* A branch must leave the HTML where it found it: then the next one may start there too. */
static struct block *close_branch(struct view *v, const char *at) {
    if (v->n_blocks == 0) {
        gen_fault(&v->source, at, "no {if} or {for} is open here");
    }
    struct block *block = &v->blocks[v->n_blocks - 1];
    if (!html_is_same(&block->html, &v->html)) {
        gen_fault(&v->source, at,
            "the branch begun in line %zu must end outside of the tag or value it opened",
            gen_line(&v->source, block->at));
    }
    flush_literal(v);
    v->html = block->html;
    return block;
}

/* The cast to bool: clang takes a comparison in brackets of its own for a mistyped assignment. */
static void do_if(struct lex *lex) {
    const char *at = lex->text.p;
    struct gen_text condition = { 0 };
    lex_next(lex);
    add_condition(lex, &condition);
    lex_end(lex);
    statement(lex->v, at);
    gen_print(&lex->v->body, "if ((bool)%.*s) {\n", STR_FMT(gen_str(&condition)));
    open_block(lex->v, at, STR_NONE);
}

static void do_else(struct lex *lex) {
    struct view *v = lex->v;
    const char *at = lex->text.p;
    bool is_else = lex_is(lex, "else");
    struct block *block = close_branch(v, at);
    if (block->row.p != NULL || block->has_else) {
        gen_fault(&v->source, at, "this belongs to no {if}");
    }
    block->has_else = is_else;
    lex_next(lex);
    struct gen_text condition = { 0 };
    if (!is_else) {
        gen_add(&condition, STR("if ((bool)"));
        add_condition(lex, &condition);
        gen_add(&condition, STR(") "));
    }
    lex_end(lex);
    v->n_blocks--;
    statement(v, at);
    v->n_blocks++;
    gen_print(&v->body, "} else %.*s{\n", STR_FMT(gen_str(&condition)));
}

static void do_end(struct lex *lex) {
    close_branch(lex->v, lex->text.p);
    lex_next(lex);
    lex_end(lex);
    lex->v->n_blocks--;
    indent(lex->v);
    gen_add(&lex->v->body, STR("}\n"));
}

/* {for row in p.rows}: p->rows and p->n_rows. */
static void do_for(struct lex *lex) {
    struct view *v = lex->v;
    const char *at = lex->text.p;
    lex_next(lex);
    struct str row = lex_take(lex, T_WORD, "{for row in p.rows}");
    if (!gen_is_name(row) || str_eq_c(row, "o") || is_in_scope(v, row)) {
        gen_fault(&v->source, row.p, "%.*s cannot name a loop here", STR_FMT(row));
    }
    lex_sign(lex, "in", "{for row in p.rows}");
    struct str path = lex_take(lex, T_WORD, "{for row in p.rows}");
    lex_end(lex);
    const char *dot = memrchr(path.p, '.', path.n);
    if (dot == NULL) {
        gen_fault(&v->source, path.p, "a list is a field, as in p.rows");
    }
    struct gen_text items = { 0 };
    add_path(v, &items, path);
    size_t n_last = (size_t)(path.p + path.n - dot) - 1;
    struct str owner = str_head(gen_str(&items), items.n - n_last);
    statement(v, at);
    gen_print(&v->body, "for (size_t %.*s_i = 0; %.*s_i < %.*sn_%.*s; %.*s_i++) {\n", STR_FMT(row),
        STR_FMT(row), STR_FMT(owner), (int)n_last, dot + 1, STR_FMT(row));
    open_block(v, at, row);
    statement(v, at);
    gen_print(&v->body, "__extension__ __auto_type %.*s = &%.*s[%.*s_i];\n", STR_FMT(row),
        STR_FMT(gen_str(&items)), STR_FMT(row));
    statement(v, at);
    gen_print(&v->body, "(void)%.*s;\n", STR_FMT(row));
}

/* --- words
 * ------------------------------------------------------------------------------------------- */

/* name=expr ...; returns how many. */
static size_t add_words_args(struct lex *lex, const struct gen_word *word, struct gen_text *c) {
    struct gen_text seen = { 0 };
    size_t n = 0;
    for (; lex->kind == T_WORD; n++) {
        struct str name = lex_take(lex, T_WORD, "name=value");
        struct gen_text mark = { 0 };
        gen_print(&mark, "{%.*s}", STR_FMT(name));
        if (str_has(gen_str(&seen), gen_str(&mark)) ||
            (word != NULL && !gen_has_place(word->text, name))) {
            gen_fault(
                &lex->v->source, name.p, "the text has no (further) place {%.*s}", STR_FMT(name));
        }
        gen_add(&seen, gen_str(&mark));
        lex_sign(lex, "=", "name=value");
        gen_print(c, "%s{ STR(\"%.*s\"), words_value(", n == 0 ? "" : ", ", STR_FMT(name));
        add_value(lex, c);
        gen_add(c, STR(") }"));
    }
    struct str rest = word == NULL ? STR_NONE : word->text;
    struct str place = STR_NONE;
    while (gen_place(&rest, &place)) {
        struct gen_text mark = { 0 };
        gen_print(&mark, "{%.*s}", STR_FMT(place));
        if (!str_has(gen_str(&seen), gen_str(&mark))) {
            gen_fault(
                &lex->v->source, lex->text.p, "the place {%.*s} gets no value", STR_FMT(place));
        }
    }
    return n;
}

/* {t key ...}, or {t p.field ...} with a field of type enum words. */
static void do_words(struct lex *lex) {
    struct view *v = lex->v;
    const char *at = lex->text.p;
    need_place(v, at);
    if (v->html.state == HTML_VALUE && html_is_address(&v->html)) {
        gen_fault(&v->source, at, "an address is not taken from the words");
    }
    lex_next(lex);
    struct str key = lex_take(lex, T_WORD, "{t key}");
    struct str rest = key;
    struct str first = STR_NONE;
    (void)str_cut(&rest, '.', &first); /* a word is never absent */
    const struct gen_word *word = NULL;
    struct gen_text id = { 0 };
    if (is_in_scope(v, first)) {
        add_path(v, &id, key);
    } else {
        word = find_word(v, key);
        gen_print(&id, "W_%.*s", STR_FMT(gen_upper(key)));
    }
    struct gen_text args = { 0 };
    size_t n = add_words_args(lex, word, &args);
    lex_end(lex);
    statement(v, at);
    gen_print(&v->body, "%s(o, %.*s, ",
        v->html.state == HTML_TEXT ? "emit_words" : "emit_words_attr", STR_FMT(gen_str(&id)));
    if (n == 0) {
        gen_add(&v->body, STR("NULL, 0);\n"));
    } else {
        gen_print(
            &v->body, "(const struct words_arg[]){ %.*s }, %zu);\n", STR_FMT(gen_str(&args)), n);
    }
}

/* --- addresses, other views, components
 * --------------------------------------------------------------- */

static size_t find_route(const struct view *v, struct str name) {
    enum { PATH = 1, NAME = 2 };
    for (size_t row = 0; row < v->routes.n_rows; row++) {
        if (str_eq(gen_cell(&v->routes, row, NAME), name)) {
            size_t n_args = 0;
            struct str path = gen_cell(&v->routes, row, PATH);
            for (size_t i = 0; i < path.n; i++) {
                n_args += path.p[i] == '{';
            }
            return n_args;
        }
    }
    gen_fault(&v->source, name.p, "no route %.*s in %s", STR_FMT(name), v->routes.source.path);
}

static void do_url(struct lex *lex) {
    struct view *v = lex->v;
    const char *at = lex->text.p;
    need_place(v, at);
    lex_next(lex);
    struct str route = lex_take(lex, T_WORD, "{url route argument ...}");
    size_t n_wanted = find_route(v, route);
    struct gen_text args = { 0 };
    size_t n = 0;
    for (; lex->kind != T_END; n++) {
        gen_add(&args, STR(", "));
        add_value(lex, &args);
    }
    if (n != n_wanted) {
        gen_fault(&v->source, at, "%.*s takes %zu arguments, not %zu", STR_FMT(route), n_wanted, n);
    }
    need_include(v, STR("urls.gen.h"));
    statement(v, at);
    gen_print(&v->body, "url_%.*s(o%.*s);\n", STR_FMT(route), STR_FMT(gen_str(&args)));
}

/* {asset besa.css}: its hash-named address. */
static void do_asset(struct lex *lex) {
    struct view *v = lex->v;
    const char *at = lex->text.p;
    need_place(v, at);
    struct str file = str_trim(lex->rest);
    if (file.n == 0) {
        lex_fault(lex, "{asset file.css}");
    }
    need_include(v, STR("asset.gen.h"));
    statement(v, at);
    gen_print(&v->body, "emit_address(o, asset_address(ASSET_%.*s));\n", STR_FMT(gen_upper(file)));
}

/* {include name p.head}: a struct is passed by its address, p and a loop name as they are, a
 * pointer as *p.head. */
static void do_include(struct lex *lex) {
    struct view *v = lex->v;
    const char *at = lex->text.p;
    need_text(v, at, "{include}");
    lex_next(lex);
    struct str name = lex_take(lex, T_WORD, "{include name p.part}");
    bool is_pointer = lex_is(lex, "*");
    if (is_pointer) {
        lex_next(lex);
    }
    struct gen_text value = { 0 };
    struct str path = lex_take(lex, T_WORD, "{include name p.part}");
    add_path(v, &value, path);
    lex_end(lex);
    if (!gen_is_name(name)) {
        gen_fault(&v->source, name.p, "%.*s is not the name of a view", STR_FMT(name));
    }
    struct gen_text file = { 0 };
    gen_print(&file, "%.*s_view.h", STR_FMT(name));
    need_include(v, gen_str(&file));
    statement(v, at);
    gen_print(&v->body, "view_%.*s(o, %s%.*s);\n", STR_FMT(name), is_pointer ? "" : "&",
        STR_FMT(gen_str(&value)));
}

static void do_component(struct lex *lex) {
    struct view *v = lex->v;
    const char *at = lex->text.p;
    need_text(v, at, "a component");
    lex_next(lex);
    struct str name = lex_take(lex, T_WORD, "{c name .field=value ...}");
    struct gen_text fields = { 0 };
    while (lex_is(lex, ".")) {
        lex_next(lex);
        struct str field = lex_take(lex, T_WORD, ".field=value");
        lex_sign(lex, "=", ".field=value");
        gen_print(&fields, " .%.*s = ", STR_FMT(field));
        add_value(lex, &fields);
        gen_add(&fields, STR(","));
    }
    lex_end(lex);
    need_include(v, STR("component.h"));
    statement(v, at);
    gen_print(&v->body, "component_%.*s(o, &(struct component_%.*s){%.*s });\n", STR_FMT(name),
        STR_FMT(name), STR_FMT(fields.n == 0 ? STR(" 0") : gen_str(&fields)));
}

/* --- the pass over the file
 * ------------------------------------------------------------------------- */

static const struct tag {
    const char *word;
    void (*run)(struct lex *lex);
    bool is_control; /* a line with nothing else leaves no line in the page */
} tags[] = {
    { "if", do_if, true },
    { "elif", do_else, true },
    { "else", do_else, true },
    { "end", do_end, true },
    { "for", do_for, true },
    { "t", do_words, false },
    { "url", do_url, false },
    { "asset", do_asset, false },
    { "include", do_include, false },
    { "c", do_component, false },
};

/* What stands between the brace at `at` and its closing one. */
static struct str tag_text(const struct view *v, const char *at) {
    bool is_quoted = false;
    for (const char *c = at + 1; c < end_of(v); c++) {
        if (*c == '"') {
            is_quoted = !is_quoted;
        } else if (*c == '}' && !is_quoted) {
            return (struct str){ at + 1, (size_t)(c - at) - 1 };
        }
    }
    gen_fault(&v->source, at, "this brace is not closed (a literal one is {{)");
}

static const struct tag *find_tag(struct str text) {
    struct str word = STR_NONE;
    (void)str_word(&text, &word); /* none is found for an empty one */
    for (size_t i = 0; i < COUNT_OF(tags); i++) {
        if (str_eq_c(word, tags[i].word)) {
            return &tags[i];
        }
    }
    return NULL;
}

static void run_tag(struct view *v) {
    struct str text = tag_text(v, v->at);
    struct lex lex = { .v = v, .rest = text, .text = text };
    const struct tag *tag = find_tag(text);
    html_brace(&v->html, &v->source, v->at);
    lex_next(&lex);
    if (tag != NULL) {
        tag->run(&lex);
    } else {
        do_print(&lex);
    }
    bool is_printed = tag == NULL || !tag->is_control;
    if (is_printed && v->html.state == HTML_VALUE) {
        v->html.n_value++; /* the next value is no longer the beginning of an address */
    }
    v->at = text.p + text.n + 1;
}

/* Behind the line feed when only blanks stand before it, else NULL. */
static const char *blank_to_line_end(const struct view *v, const char *from) {
    const char *c = from;
    while (c < end_of(v) && (*c == ' ' || *c == '\t')) {
        c++;
    }
    return c == end_of(v) ? c : *c == '\n' ? c + 1 : NULL;
}

/* Drops leading blanks and blank lines; runs a control tag that has its line for itself. */
static void start_line(struct view *v) {
    while (v->at < end_of(v)) {
        while (v->at < end_of(v) && (*v->at == ' ' || *v->at == '\t' || *v->at == '\n')) {
            v->at++;
        }
        if (v->at == end_of(v) || *v->at != '{' || v->at + 1 == end_of(v) || v->at[1] == '{') {
            return;
        }
        struct str text = tag_text(v, v->at);
        const struct tag *tag = find_tag(text);
        const char *next = blank_to_line_end(v, text.p + text.n + 1);
        if (tag == NULL || !tag->is_control || next == NULL) {
            return;
        }
        run_tag(v);
        v->at = next;
    }
}

static bool skip_comment(struct view *v) {
    struct str rest = { v->at, (size_t)(end_of(v) - v->at) };
    if (v->html.state != HTML_TEXT || !str_starts(rest, STR("<!--"))) {
        return false;
    }
    const char *close = memmem(rest.p, rest.n, "-->", 3);
    if (close == NULL) {
        gen_fault(&v->source, v->at, "this comment is not closed");
    }
    v->at = close + 3;
    return true;
}

static void take_char(struct view *v) {
    html_step(&v->html, &v->source, v->at);
    gen_add(&v->literal, (struct str){ v->at, 1 });
    v->at++;
}

static void run_view(struct view *v) {
    start_line(v);
    while (v->at < end_of(v)) {
        bool is_brace = *v->at == '{';
        if (is_brace && v->at + 1 < end_of(v) && v->at[1] == '{') {
            v->at++;
            take_char(v);
        } else if (is_brace) {
            run_tag(v);
        } else if (!skip_comment(v)) {
            bool is_line_end = *v->at == '\n';
            take_char(v);
            if (is_line_end) {
                start_line(v);
            }
        }
    }
    if (v->n_blocks > 0) {
        gen_fault(&v->source, v->blocks[v->n_blocks - 1].at, "this block has no {end}");
    }
    if (v->html.state != HTML_TEXT) {
        gen_fault(&v->source, end_of(v), "the page ends inside a tag");
    }
    flush_literal(v);
}

/* {view NAME in "header.h" struct TYPE} */
static void read_head(struct view *v) {
    static const char form[] = "the first line is {view NAME in \"header.h\" struct TYPE}";
    if (v->source.text.n == 0 || v->source.text.p[0] != '{') {
        gen_fault(&v->source, v->source.text.p, "%s", form);
    }
    struct str text = tag_text(v, v->source.text.p);
    struct lex lex = { .v = v, .rest = text, .text = text };
    lex_next(&lex);
    lex_sign(&lex, "view", form);
    v->name = lex_take(&lex, T_WORD, form);
    lex_sign(&lex, "in", form);
    v->header = lex_take(&lex, T_STRING, form);
    lex_sign(&lex, "struct", form);
    v->type = lex_take(&lex, T_WORD, form);
    lex_end(&lex);
    struct gen_text file = { 0 };
    gen_print(&file, "%.*s.html", STR_FMT(v->name));
    if (!gen_is_name(v->name) || !str_eq_c(gen_str(&file), gen_base(v->source.path))) {
        gen_fault(&v->source, v->name.p, "the view is named like its file");
    }
    v->at = text.p + text.n + 1;
}

static void write_header(const struct view *v, const char *path) {
    struct gen_text h = { 0 };
    gen_print(&h,
        "/* Generated from %s by gen_view; do not edit. */\n#pragma once\n\n"
        "#include \"view/view.h\"\n\nstruct %.*s;\n\n"
        "void view_%.*s(struct out *o, const struct %.*s *p);\n",
        gen_base(v->source.path), STR_FMT(v->type), STR_FMT(v->name), STR_FMT(v->type));
    gen_write(path, &h);
}

static void write_source(const struct view *v, const char *h_path, const char *c_path) {
    struct gen_text c = { 0 };
    gen_print(&c, "/* Generated from %s by gen_view; do not edit. */\n#include \"%s\"\n\n",
        gen_base(v->source.path), gen_base(h_path));
    for (size_t i = 0; i < v->n_includes; i++) {
        gen_print(&c, "#include \"%.*s\"\n", STR_FMT(v->includes[i]));
    }
    gen_line_at(&c, &v->source, v->header.p);
    gen_print(&c, "#include \"%.*s\"\n", STR_FMT(v->header));
    gen_line_back(&c, gen_base(c_path));
    gen_print(&c,
        "\nvoid view_%.*s(struct out *o, const struct %.*s *p) {\n    (void)o;\n    (void)p;\n",
        STR_FMT(v->name), STR_FMT(v->type));
    gen_add(&c, gen_str(&v->body));
    gen_add(&c, STR("}\n"));
    gen_write(c_path, &c);
}

int main(int argc, char **argv) {
    if (argc != 6) {
        gen_usage("gen_view routes.tsv en.words in.html out.h out.c");
    }
    struct view v = { .routes = gen_table_read(argv[1]),
        .words = gen_words_read(argv[2]),
        .source = gen_read(argv[3]) };
    gen_table_columns(&v.routes, "method path name cap scope verb input lane title");
    read_head(&v);
    run_view(&v);
    write_header(&v, argv[4]);
    write_source(&v, argv[4], argv[5]);
    return 0;
}
