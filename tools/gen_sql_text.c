#include "gen_sql.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* --- tokens ------------------------------------------------------------------------------------
 * */

static bool is_word_char(char c) {
    return isalnum((unsigned char)c) || c == '_';
}

/* Length of a quoted piece that begins at p[0]; a doubled quote stands for itself. */
static size_t quoted(const struct gen_source *source, const char *p, const char *end) {
    const char quote = *p;
    for (const char *c = p + 1; c < end; c++) {
        if (*c != quote) {
            continue;
        }
        if (c + 1 < end && c[1] == quote) {
            c++;
            continue;
        }
        return (size_t)(c - p) + 1;
    }
    gen_fault(source, p, "a quote without its end");
}

static size_t dollar(const struct gen_source *source, const char *p, const char *end) {
    for (const char *c = p + 2; c + 1 < end; c++) {
        if (c[0] == '$' && c[1] == '$') {
            return (size_t)(c - p) + 2;
        }
    }
    gen_fault(source, p, "$$ without its end");
}

static size_t run(const char *p, const char *end) {
    const char *c = p;
    while (c < end && is_word_char(*c)) {
        c++;
    }
    return (size_t)(c - p);
}

static size_t line_rest(const char *p, const char *end) {
    const char *c = memchr(p, '\n', (size_t)(end - p));
    return (size_t)((c == NULL ? end : c) - p);
}

static struct sql_token token_at(const struct gen_source *source, const char *p, const char *end) {
    const size_t left = (size_t)(end - p);
    const char second = left > 1 ? p[1] : '\0';
    if (p[0] == '-' && second == '-') {
        return (struct sql_token){ SQL_COMMENT, { p, line_rest(p, end) } };
    }
    if (p[0] == '/' && second == '*') {
        gen_fault(source, p, "comments are written with --");
    }
    if ((p[0] == 'x' || p[0] == 'X') && second == '\'') {
        return (struct sql_token){ SQL_BLOB, { p, 1 + quoted(source, p + 1, end) } };
    }
    if (p[0] == '\'' || p[0] == '"') {
        return (struct sql_token){ SQL_TEXT, { p, quoted(source, p, end) } };
    }
    if (p[0] == '$' && second == '$') {
        return (struct sql_token){ SQL_DOLLAR, { p, dollar(source, p, end) } };
    }
    if (p[0] == ':' && second == ':') {
        return (struct sql_token){ SQL_SIGN, { p, 2 } }; /* a cast on PostgreSQL */
    }
    if (p[0] == ':' && isalpha((unsigned char)second)) {
        return (struct sql_token){ SQL_PARAM, { p, 1 + run(p + 1, end) } };
    }
    if (isdigit((unsigned char)p[0])) {
        return (struct sql_token){ SQL_NUMBER, { p, run(p, end) } };
    }
    if (is_word_char(p[0])) {
        return (struct sql_token){ SQL_WORD, { p, run(p, end) } };
    }
    if (strchr("?@$`[", p[0]) != NULL) {
        gen_fault(source, p, "this sign is not used here; parameters are written :name");
    }
    return (struct sql_token){ SQL_SIGN, { p, 1 } };
}

struct sql_tokens sql_read(const struct gen_source *source, struct str part) {
    struct sql_tokens tokens = { source, gen_take(part.n + 1, sizeof(struct sql_token)), 0 };
    const char *end = part.p + part.n;
    for (const char *p = part.p; p < end;) {
        if (isspace((unsigned char)*p)) {
            p++;
            continue;
        }
        const struct sql_token token = token_at(source, p, end);
        tokens.t[tokens.n++] = token;
        p += token.text.n;
    }
    tokens.t[tokens.n] = (struct sql_token){ SQL_END, { end, 0 } };
    return tokens;
}

bool sql_same(struct str a, const char *word) {
    return a.n == strlen(word) && strncasecmp(a.p, word, a.n) == 0;
}

bool sql_is(const struct sql_token *token, const char *word) {
    return (token->kind == SQL_WORD || token->kind == SQL_SIGN) && sql_same(token->text, word);
}

size_t sql_next(const struct sql_tokens *tokens, size_t i) {
    while (i < tokens->n && tokens->t[i].kind == SQL_COMMENT) {
        i++;
    }
    return i;
}

const char *sql_c(struct str s) {
    char *c = gen_take(s.n + 1, 1);
    memcpy(c, s.p, s.n);
    return c;
}

/* --- text of one engine --------------------------------------------------------------------------
 * */

/* The tokens without comments, and what has been written of them so far. */
struct writer {
    const struct sql_tokens *all;
    struct sql_token *t;
    size_t n;
    enum sql_engine engine;
    bool is_schema;
    const struct sql_params *params;
    struct gen_text out;
    size_t deferrable_at; /* FOREIGN KEY ends before this token; 0 = none is open */
};

static const struct sql_token *peek(const struct writer *w, size_t i) {
    static const struct sql_token end = { SQL_END, { "", 0 } };
    return i < w->n ? &w->t[i] : &end;
}

static void add_param(struct writer *w, const struct sql_token *token) {
    const struct str name = str_skip(token->text, 1);
    for (size_t i = 0; w->params != NULL && i < w->params->n; i++) {
        if (str_eq(w->params->names[i], name)) {
            gen_print(&w->out, "$%zu", i + 1);
            return;
        }
    }
    gen_fault(w->all->source, token->text.p, "the parameter is not in the block for SQLite");
}

/* The PostgreSQL name of a type at token i, or NULL when the word is not used as a type. */
static const char *pg_type(const struct writer *w, size_t i) {
    static const struct {
        const char *sqlite;
        const char *pg;
    } types[] = { { "INTEGER", "BIGINT" }, { "BLOB", "BYTEA" }, { "REAL", "DOUBLE PRECISION" },
        { "TEXT", "TEXT COLLATE \"C\"" } };
    const bool is_cast = i > 0 && sql_is(&w->t[i - 1], "AS") && sql_is(peek(w, i + 1), ")");
    const bool is_column =
        w->is_schema && i > 0 && w->t[i - 1].kind == SQL_WORD && !sql_is(&w->t[i - 1], "AS");
    for (size_t t = 0; t < COUNT_OF(types); t++) {
        if (sql_is(&w->t[i], types[t].sqlite) && (is_cast || is_column)) {
            return is_cast && t == 3 ? "TEXT" : types[t].pg;
        }
    }
    return NULL;
}

/* Behind `REFERENCES t (c) ON DELETE x`: where DEFERRABLE goes, so that a restore may load rows in
 * any order. Checks stay immediate unless the restore asks for later. */
static size_t reference_end(const struct writer *w, size_t i) {
    size_t end = i + 2;
    if (sql_is(peek(w, end), "(")) {
        while (end < w->n && !sql_is(&w->t[end], ")")) {
            end++;
        }
        end++;
    }
    while (sql_is(peek(w, end), "ON")) {
        end += sql_is(peek(w, end + 2), "NO") ? 4 : 3;
    }
    return end;
}

/* Writes token i in the PostgreSQL dialect; answers how many tokens were used. */
static size_t add_pg(struct writer *w, size_t i) {
    const struct sql_token *token = &w->t[i];
    if (token->kind == SQL_PARAM) {
        add_param(w, token);
        return 1;
    }
    if (token->kind == SQL_BLOB) {
        gen_print(&w->out, "'\\x%.*s::bytea", STR_FMT(str_skip(token->text, 2)));
        return 1;
    }
    if (sql_is(token, "randomblob")) {
        if (!sql_is(peek(w, i + 1), "(") || !str_eq(peek(w, i + 2)->text, STR("16")) ||
            !sql_is(peek(w, i + 3), ")")) {
            gen_fault(w->all->source, token->text.p, "only randomblob(16) is known");
        }
        gen_add(&w->out, STR("decode(replace(gen_random_uuid()::text, '-', ''), 'hex')"));
        return 4;
    }
    const char *type = pg_type(w, i);
    gen_add(&w->out, type != NULL ? str_from_c(type) : token->text);
    return 1;
}

/* A blank goes between two tokens where the source had white space or a comment, nowhere else. */
static bool has_gap(const struct writer *w, size_t i) {
    return i > 0 && w->t[i - 1].text.p + w->t[i - 1].text.n != w->t[i].text.p;
}

static void skip_comments(struct writer *w) {
    w->t = gen_take(w->all->n + 1, sizeof(struct sql_token));
    for (size_t i = 0; i < w->all->n; i++) {
        if (w->all->t[i].kind != SQL_COMMENT) {
            w->t[w->n++] = w->all->t[i];
        }
    }
}

struct str sql_text(const struct sql_tokens *tokens, enum sql_engine engine, bool is_schema,
    const struct sql_params *params) {
    struct writer w = { .all = tokens, .engine = engine, .is_schema = is_schema, .params = params };
    skip_comments(&w);
    while (w.n > 0 && sql_is(&w.t[w.n - 1], ";")) {
        w.n--;
    }
    for (size_t i = 0; i < w.n;) {
        const bool is_pg = engine == SQL_POSTGRES;
        if (is_pg && is_schema && w.deferrable_at != 0 && i == w.deferrable_at) {
            gen_add(&w.out, STR(" DEFERRABLE"));
            w.deferrable_at = 0;
        }
        if (is_pg && is_schema && sql_is(&w.t[i], "STRICT") && i > 0 && sql_is(&w.t[i - 1], ")")) {
            i++;
            continue;
        }
        if (is_pg && is_schema && sql_is(&w.t[i], "REFERENCES")) {
            w.deferrable_at = reference_end(&w, i);
        }
        if (has_gap(&w, i)) {
            gen_add(&w.out, STR(" "));
        }
        if (is_pg) {
            i += add_pg(&w, i);
        } else {
            gen_add(&w.out, w.t[i].text);
            i++;
        }
    }
    if (w.deferrable_at != 0) {
        gen_add(&w.out, STR(" DEFERRABLE"));
    }
    return gen_str(&w.out);
}

/* --- small things
 * ----------------------------------------------------------------------------------- */

bool sql_note(struct str comment, const char *key, struct str *out_rest) {
    struct str rest = str_trim(str_skip(comment, 2));
    const size_t n = strlen(key);
    if (rest.n < n || memcmp(rest.p, key, n) != 0) {
        return false;
    }
    const bool is_whole = rest.n == n || key[n - 1] == ':' || isspace((unsigned char)rest.p[n]);
    if (is_whole && out_rest != NULL) {
        *out_rest = str_trim(str_skip(rest, n));
    }
    return is_whole;
}

void sql_literal(struct gen_text *out, struct str s, const char *indent) {
    enum { LINE = 84 };
    if (s.n == 0) {
        gen_add(out, STR("\"\""));
    }
    for (size_t at = 0; at < s.n;) {
        size_t n = s.n - at;
        if (n > LINE) {
            n = LINE;
            while (n > LINE / 2 && s.p[at + n - 1] != ' ') {
                n--;
            }
            while (((unsigned char)s.p[at + n] & 0xc0) == 0x80) {
                n--; /* never inside a character */
            }
        }
        gen_print(out, "%s%s", at > 0 ? "\n" : "", at > 0 ? indent : "");
        gen_literal(out, (struct str){ s.p + at, n });
        at += n;
    }
}
