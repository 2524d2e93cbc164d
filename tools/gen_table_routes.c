/* The emitters of tables/routes.tsv: the rows and how a path finds one, the list of handlers, the
 * builders of addresses. */
#include "gen_table.h"

#include <string.h>

enum { RT_METHOD, RT_PATH, RT_NAME, RT_CAP, RT_SCOPE, RT_VERB, RT_INPUT, RT_LANE, RT_TITLE };
enum { ROUTE_ARGS_MAX = 4 };
enum node_kind { NODE_LITERAL, NODE_ID, NODE_TEXT };

static const char methods[] = "GET POST PUT PATCH DELETE";
enum { METHODS = 5 };

/* One segment of a path; the paths of all routes form a tree of them. */
struct node {
    enum node_kind kind;
    struct str segment;
    size_t parent;
    size_t place; /* among the emitted nodes */
    size_t first;
    size_t n_children;
    size_t routes[METHODS]; /* row + 1 */
};

struct tree {
    struct node *nodes;
    size_t n;
};

/* Takes the next segment of a path; an argument comes without its braces. */
static bool next_segment(
    const struct job *job, struct str *rest, enum node_kind *out_kind, struct str *out_segment) {
    struct str segment = STR_NONE;
    if (!str_cut(rest, '/', &segment)) {
        return false;
    }
    *out_kind = NODE_LITERAL;
    if (str_starts(segment, STR("{")) && str_ends(segment, STR("}"))) {
        segment = str_skip(str_head(segment, segment.n - 1), 1);
        if (!gen_is_name(segment)) {
            gen_fault(&job->t.source, segment.p, "an argument is {name} and no word of C");
        }
        *out_kind = str_starts(segment, STR("code_")) ? NODE_TEXT : NODE_ID;
    }
    for (size_t i = 0; i < segment.n; i++) {
        if (strchr("abcdefghijklmnopqrstuvwxyz0123456789-_.", segment.p[i]) == NULL) {
            gen_fault(&job->t.source, segment.p + i, "a path has small letters, digits, - _ .");
        }
    }
    *out_segment = segment;
    return true;
}

/* The path behind its first slash; nothing for the root. */
static struct str path_segments(const struct job *job, size_t row) {
    struct str path = cell_of(job, row, RT_PATH);
    if (path.p[0] != '/' ||
        (path.n > 1 && (str_ends(path, STR("/")) || str_has(path, STR("//"))))) {
        gen_fault(&job->t.source, path.p, "a path begins with / and has no empty part");
    }
    return path.n == 1 ? STR_NONE : str_skip(path, 1);
}

static size_t child_node(
    const struct job *job, struct tree *tree, size_t parent, enum node_kind kind, struct str s) {
    for (size_t i = 1; i < tree->n; i++) {
        const struct node *node = &tree->nodes[i];
        if (node->parent != parent) {
            continue;
        }
        if (node->kind == kind && (kind != NODE_LITERAL || str_eq(node->segment, s))) {
            return i;
        }
        if (node->kind != NODE_LITERAL && kind != NODE_LITERAL) {
            gen_fault(&job->t.source, s.p, "an id and a code at one place cannot be told apart");
        }
    }
    tree->nodes[tree->n] = (struct node){ .kind = kind, .segment = s, .parent = parent };
    tree->nodes[parent].n_children++;
    return tree->n++;
}

static void add_route(const struct job *job, struct tree *tree, size_t row) {
    struct str rest = path_segments(job, row);
    struct str segment = STR_NONE;
    enum node_kind kind = NODE_LITERAL;
    size_t node = 0;
    size_t n_args = 0;
    while (next_segment(job, &rest, &kind, &segment)) {
        node = child_node(job, tree, node, kind, segment);
        n_args += kind != NODE_LITERAL;
    }
    struct str path = cell_of(job, row, RT_PATH);
    size_t *route = &tree->nodes[node].routes[choice_cell(job, row, RT_METHOD, methods)];
    if (*route != 0) {
        gen_fault(&job->t.source, path.p, "this method and path stand already in line %zu",
            gen_line(&job->t.source, cell_of(job, *route - 1, 0).p));
    }
    if (n_args > ROUTE_ARGS_MAX) {
        gen_fault(&job->t.source, path.p, "more than %d arguments", ROUTE_ARGS_MAX);
    }
    *route = row + 1;
}

static struct tree read_tree(const struct job *job) {
    size_t n_max = 1;
    for (const char *c = job->t.source.text.p; c < job->t.source.text.p + job->t.source.text.n;
         c++) {
        n_max += *c == '/';
    }
    struct tree tree = { gen_take(n_max, sizeof(struct node)), 1 };
    for (size_t row = 0; row < job->t.n_rows; row++) {
        add_route(job, &tree, row);
    }
    return tree;
}

/* The children of each node stand together, words before the argument. */
static size_t *placed_nodes(struct tree *tree) {
    size_t *order = gen_take(tree->n, sizeof(size_t));
    size_t n = 1;
    for (size_t i = 0; i < tree->n; i++) {
        struct node *node = &tree->nodes[order[i]];
        node->place = i;
        node->first = n;
        for (size_t child = 1; child < tree->n; child++) {
            if (tree->nodes[child].parent != order[i]) {
                continue;
            }
            size_t at = n++;
            for (; at > node->first && tree->nodes[order[at - 1]].kind > tree->nodes[child].kind;
                 at--) {
                order[at] = order[at - 1];
            }
            order[at] = child;
        }
    }
    return order;
}

static void emit_tree(struct job *job) {
    struct tree tree = read_tree(job);
    const size_t *order = placed_nodes(&tree);
    add_c(job,
        "static const struct node {\n    struct str word;\n    char kind; /* word, id, text */\n"
        "    uint16_t first;\n    uint16_t n;\n    uint16_t routes[METHOD_COUNT]; "
        "/* + 1; 0: none */\n} nodes[] = {\n");
    for (size_t i = 0; i < tree.n; i++) {
        const struct node *node = &tree.nodes[order[i]];
        add_c(job, "    { ");
        gen_slice(&job->c, node->segment);
        gen_print(
            &job->c, ", '%c', %zu, %zu, { ", "wit"[node->kind], node -> first, node -> n_children);
        for (size_t method = 0; method < METHODS; method++) {
            gen_print(
                &job->c, "%zu%s", node->routes[method], method + 1 < METHODS ? ", " : " } },\n");
        }
    }
    add_c(job, "};\n\n");
}

static const char routes_h[] =
    "enum route_method { METHOD_GET, METHOD_POST, METHOD_PUT, METHOD_PATCH, METHOD_DELETE, "
    "METHOD_COUNT };\n"
    "enum lane { LANE_READ, LANE_WRITE, LANE_SLOW, LANE_STATIC };\n"
    "enum audience { AUDIENCE_PUBLIC, AUDIENCE_STAFF, AUDIENCE_API };\n"
    "enum { ROUTE_ARGS_MAX = 4 };\n\n"
    "struct route_row {\n    enum route_method method;\n    struct str path;\n    struct str "
    "name;\n"
    "    enum cap cap;\n    struct str scope; /* empty: none */\n    enum verb verb;\n"
    "    enum input input;\n    enum lane lane;\n    enum audience audience;\n"
    "    struct str title;\n    size_t n_args;  /* ids in the path */\n"
    "    size_t n_texts; /* codes in the path */\n};\n\n"
    "const struct route_row *route_row(enum route route);\n"
    "/* Finds the route of a path without query. Ids go to args, codes to texts, each from 0 in "
    "the\n"
    " * order of the path. A word in a path wins over an argument at the same place and there is "
    "no\n"
    " * way back. When false, *out_other_method tells whether another method has this path;\n"
    " * the other outputs are then not touched. */\n"
    "bool route_find(enum route_method method, struct str path, enum route *out_route,\n"
    "    int64_t args[ROUTE_ARGS_MAX], struct str texts[ROUTE_ARGS_MAX], bool "
    "*out_other_method);\n";

static const char routes_c[] =
    "struct found {\n    int64_t args[ROUTE_ARGS_MAX];\n    struct str texts[ROUTE_ARGS_MAX];\n"
    "    size_t n_args;\n    size_t n_texts;\n};\n\n"
    "/* 1 to 2^63-1, no leading zero, no sign. */\n"
    "static bool take_id(struct str s, struct found *found) {\n"
    "    if (s.n == 0 || s.p[0] < '1' || s.p[0] > '9' ||\n"
    "        !str_to_i64(s, &found->args[found->n_args])) {\n        return false;\n    }\n"
    "    found->n_args++;\n    return true;\n}\n\n"
    "static bool is_code_char(char c) {\n"
    "    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||\n"
    "           c == '_' || c == '.' || c == '-';\n}\n\n"
    "static bool take_text(struct str s, struct found *found) {\n"
    "    bool is_code = s.n >= 1 && s.n <= 40;\n"
    "    for (size_t i = 0; is_code && i < s.n; i++) {\n"
    "        is_code = is_code_char(s.p[i]);\n    }\n"
    "    if (is_code) {\n        found->texts[found->n_texts] = s;\n        found->n_texts++;\n    "
    "}\n"
    "    return is_code;\n}\n\n"
    "static bool fits(const struct node *node, struct str s, struct found *found) {\n"
    "    switch (node->kind) {\n    case 'i':\n        return take_id(s, found);\n"
    "    case 't':\n        return take_text(s, found);\n    default:\n"
    "        return str_eq(node->word, s);\n    }\n}\n\n"
    "static const struct node *child_of(\n"
    "    const struct node *node, struct str s, struct found *found) {\n"
    "    for (size_t i = 0; i < node->n; i++) {\n"
    "        if (fits(&nodes[node->first + i], s, found)) {\n"
    "            return &nodes[node->first + i];\n        }\n    }\n    return NULL;\n}\n\n"
    "static const struct node *walk(struct str path, struct found *found) {\n"
    "    const struct node *node = &nodes[0];\n    struct str segment = STR_NONE;\n"
    "    if (path.n == 0 || path.p[0] != '/') {\n        return NULL;\n    }\n"
    "    struct str rest = path.n == 1 ? STR_NONE : str_skip(path, 1);\n"
    "    while (node != NULL && str_cut(&rest, '/', &segment)) {\n"
    "        node = child_of(node, segment, found);\n    }\n    return node;\n}\n\n";

static const char route_find_c[] =
    "static bool has_route(const struct node *node) {\n"
    "    for (size_t i = 0; i < METHOD_COUNT; i++) {\n"
    "        if (node->routes[i] != 0) {\n            return true;\n        }\n    }\n"
    "    return false;\n}\n\n"
    "bool route_find(enum route_method method, struct str path, enum route *out_route,\n"
    "    int64_t args[ROUTE_ARGS_MAX], struct str texts[ROUTE_ARGS_MAX], bool *out_other_method) "
    "{\n"
    "    must(method < METHOD_COUNT);\n    struct found found = { 0 };\n"
    "    const struct node *node = walk(path, &found);\n    *out_other_method = false;\n"
    "    if (node == NULL) {\n        return false;\n    }\n"
    "    if (node->routes[method] == 0) {\n        *out_other_method = has_route(node);\n"
    "        return false;\n    }\n"
    "    *out_route = (enum route)(node->routes[method] - 1);\n"
    "    memcpy(args, found.args, found.n_args * sizeof(args[0]));\n"
    "    memcpy(texts, found.texts, found.n_texts * sizeof(texts[0]));\n"
    "    return true;\n}\n\n"
    "const struct route_row *route_row(enum route route) {\n    must(route < ROUTE_COUNT);\n"
    "    return &rows[route];\n}\n";

static const char *audience_of(struct str path) {
    if (str_starts(path, STR("/s/")) || str_eq(path, STR("/s"))) {
        return "STAFF";
    }
    return str_starts(path, STR("/api/")) ? "API" : "PUBLIC";
}

static size_t count_args(const struct job *job, size_t row, enum node_kind wanted) {
    struct str rest = path_segments(job, row);
    struct str segment = STR_NONE;
    enum node_kind kind = NODE_LITERAL;
    size_t n = 0;
    while (next_segment(job, &rest, &kind, &segment)) {
        n += kind == wanted;
    }
    return n;
}

static void emit_route(struct job *job, size_t row) {
    struct str path = cell_of(job, row, RT_PATH);
    name_cell(job, row, RT_NAME);
    choice_cell(job, row, RT_LANE, "read write slow static");
    open_row(job, row);
    add_constant(&job->c, "METHOD", cell_of(job, row, RT_METHOD));
    add_c(job, ", ");
    gen_slice(&job->c, path);
    add_c(job, ", ");
    gen_slice(&job->c, cell_of(job, row, RT_NAME));
    add_c(job, ", ");
    add_constant(&job->c, "CAP", cell_of(job, row, RT_CAP));
    add_c(job, ", ");
    gen_slice(&job->c, cell_of(job, row, RT_SCOPE));
    add_c(job, ", ");
    add_constant(&job->c, "VERB", cell_of(job, row, RT_VERB));
    add_c(job, ", ");
    add_constant(&job->c, "INPUT", cell_of(job, row, RT_INPUT));
    add_c(job, ", ");
    add_constant(&job->c, "LANE", cell_of(job, row, RT_LANE));
    gen_print(&job->c, ", AUDIENCE_%s, ", audience_of(path));
    gen_slice(&job->c, cell_of(job, row, RT_TITLE));
    gen_print(
        &job->c, ", %zu, %zu },\n", count_args(job, row, NODE_ID), count_args(job, row, NODE_TEXT));
}

static void check_routes(const struct job *job) {
    gen_table_columns(&job->t, "method path name cap scope verb input lane title");
    gen_table_unique(&job->t, RT_NAME);
}

static void emit_enum(struct job *job) {
    add_h(job, "enum route {\n");
    for (size_t row = 0; row < job->t.n_rows; row++) {
        add_h(job, "    ");
        add_constant(&job->h, "ROUTE", cell_of(job, row, RT_NAME));
        add_h(job, ",\n");
    }
    add_h(job, "    ROUTE_COUNT\n};\n\n");
}

void emit_routes(struct job *job) {
    check_routes(job);
    open_files(job,
        "#include \"caps.gen.h\"\n#include \"inputs.gen.h\"\n#include \"str/str.h\"\n"
        "#include \"verbs.gen.h\"\n",
        "#include \"err/must.h\"\n\n#include <string.h>\n");
    emit_enum(job);
    add_h(job, routes_h);
    add_c(job, "static const struct route_row rows[ROUTE_COUNT] = {\n");
    for (size_t row = 0; row < job->t.n_rows; row++) {
        emit_route(job, row);
    }
    close_rows(job);
    emit_tree(job);
    add_c(job, routes_c);
    add_c(job, route_find_c);
}

void emit_handlers(struct job *job) {
    check_routes(job);
    open_files(job, "#include \"err/err.h\"\n#include \"routes.gen.h\"\n", "");
    add_h(job, "struct request;\n\ntypedef enum err route_handler(struct request *rq);\n"
               "extern route_handler *const route_handlers[ROUTE_COUNT];\n\n");
    add_c(job, "route_handler *const route_handlers[ROUTE_COUNT] = {\n");
    for (size_t row = 0; row < job->t.n_rows; row++) {
        struct str name = name_cell(job, row, RT_NAME);
        gen_print(&job->h, "MUST_USE enum err %.*s(struct request *rq);\n", STR_FMT(name));
        gen_print(&job->c, "    %.*s,\n", STR_FMT(name));
    }
    add_c(job, "};\n");
}

/* Parameters of an address builder, or (is_call) its arguments: `, int64_t casefile`. */
static void add_parameters(const struct job *job, struct gen_text *text, size_t row, bool is_call) {
    struct str rest = path_segments(job, row);
    struct str segment = STR_NONE;
    enum node_kind kind = NODE_LITERAL;
    while (next_segment(job, &rest, &kind, &segment)) {
        if (kind != NODE_LITERAL) {
            const char *type = is_call ? "" : kind == NODE_ID ? "int64_t " : "struct str ";
            gen_print(text, ", %s%.*s", type, STR_FMT(segment));
        }
    }
    gen_add(text, STR(")"));
}

static void emit_url_body(struct job *job, size_t row) {
    struct str rest = path_segments(job, row);
    struct str segment = STR_NONE;
    enum node_kind kind = NODE_LITERAL;
    bool is_root = rest.p == NULL;
    while (next_segment(job, &rest, &kind, &segment)) {
        if (kind == NODE_LITERAL) {
            gen_print(&job->c, "    emit_literal(o, \"/%.*s\");\n", STR_FMT(segment));
        } else {
            gen_print(&job->c, "    emit_literal(o, \"/\");\n    emit_query(o, %.*s);\n",
                STR_FMT(segment));
        }
    }
    add_c(job, is_root ? "    emit_literal(o, \"/\");\n}\n\n" : "}\n\n");
}

static void emit_url(struct job *job, size_t row) {
    struct str name = name_cell(job, row, RT_NAME);
    gen_print(&job->h, "void url_%.*s(struct out *o", STR_FMT(name));
    add_parameters(job, &job->h, row, false);
    gen_print(&job->h, ";\nstruct str url_str_%.*s(struct arena *arena", STR_FMT(name));
    add_parameters(job, &job->h, row, false);
    add_h(job, ";\n");
    gen_print(&job->c, "void url_%.*s(struct out *o", STR_FMT(name));
    add_parameters(job, &job->c, row, false);
    add_c(job, " {\n");
    emit_url_body(job, row);
    gen_print(&job->c, "struct str url_str_%.*s(struct arena *arena", STR_FMT(name));
    add_parameters(job, &job->c, row, false);
    gen_print(&job->c,
        " {\n    BUF_DONE struct buf buf = buf_open(URL_MAX_B);\n"
        "    struct out o = { .buf = &buf };\n    url_%.*s(&o",
        STR_FMT(name));
    add_parameters(job, &job->c, row, true);
    add_c(job, ";\n    must(buf_ok(&buf));\n    return arena_str(arena, buf_str(&buf));\n}\n\n");
}

void emit_urls(struct job *job) {
    check_routes(job);
    open_files(job, "#include \"arena/arena.h\"\n#include \"view/view.h\"\n",
        "#include \"err/must.h\"\n\nenum { URL_MAX_B = 2048 };\n");
    for (size_t row = 0; row < job->t.n_rows; row++) {
        emit_url(job, row);
    }
}
