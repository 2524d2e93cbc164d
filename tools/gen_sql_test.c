/* gen_sql_test: what gen_sql refuses, and with which words. GEN_SQL names the built tool. */
#include "err/must.h"
#include "test.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define GOOD                                                                                       \
    "-- ledgered\n-- protected\n-- number: 1\n"                                                    \
    "CREATE TABLE person (\n"                                                                      \
    "    id INTEGER PRIMARY KEY, -- P\n"                                                           \
    "    ver INTEGER NOT NULL, -- P\n"                                                             \
    "    row_salt BLOB NOT NULL DEFAULT (randomblob(16)), -- K\n"                                  \
    "    code TEXT NOT NULL, -- C\n"                                                               \
    "    story_box BLOB NOT NULL -- N\n"                                                           \
    ") STRICT;\n"                                                                                  \
    "-- unledgered: a test\n-- number: 2\n"                                                        \
    "CREATE TABLE note (\n"                                                                        \
    "    id INTEGER PRIMARY KEY, -- P\n"                                                           \
    "    person_id INTEGER NOT NULL REFERENCES person (id), -- P\n"                                \
    "    code INTEGER NOT NULL -- C\n"                                                             \
    ") STRICT;\n"                                                                                  \
    "CREATE VIEW may_see AS SELECT id AS person_id, 1 AS agency_id FROM person;\n"

#define TABLE(notes, columns, end)                                                                 \
    notes "-- number: 1\nCREATE TABLE t (\n    id INTEGER PRIMARY KEY, -- P\n" columns ")" end ";" \
          "\n"
#define PLAIN "-- unledgered: a test\n"

static char folder[64];

static const char *put(const char *name, const char *text) {
    static char paths[2][96];
    static int turn;
    char *path = paths[turn ^= 1];
    (void)snprintf(path, sizeof(paths[0]), "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    must(file != NULL);
    must(fputs(text, file) >= 0);
    must(fclose(file) == 0);
    return path;
}

/* Runs the tool; answers its exit code and what it said. */
static int run(char *const argv[], char *out_said, size_t size_b) {
    int ends[2];
    must(pipe(ends) == 0);
    const pid_t pid = fork();
    must(pid >= 0);
    if (pid == 0) {
        (void)dup2(ends[1], 2);
        (void)execv(argv[0], argv);
        _exit(127);
    }
    (void)close(ends[1]);
    size_t n = 0;
    ssize_t got = 0;
    while (n + 1 < size_b && (got = read(ends[0], out_said + n, size_b - 1 - n)) > 0) {
        n += (size_t)got;
    }
    out_said[n] = '\0';
    (void)close(ends[0]);
    int status = 0;
    must(waitpid(pid, &status, 0) == pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void expect(const char *schema, const char *statements, const char *want) {
    char tool[512];
    char said[2048];
    const char *given = getenv("GEN_SQL");
    (void)snprintf(tool, sizeof(tool), "%s", given != NULL ? given : "./gen_sql");
    char h[96];
    char c[96];
    (void)snprintf(h, sizeof(h), "%s/out.h", folder);
    (void)snprintf(c, sizeof(c), "%s/out.c", folder);
    char *schema_path = (char *)put("0001-test.sql", schema);
    char *const for_schema[] = { tool, "schema", h, c, schema_path, NULL };
    char *statements_path = (char *)put("in.sql", statements != NULL ? statements : "");
    char *const for_statements[] = { tool, "statements", "in", h, c, statements_path, schema_path,
        NULL };
    const int code = run(statements != NULL ? for_statements : for_schema, said, sizeof(said));
    const bool is_good =
        want == NULL ? code == 0
                     : code == 65 && strstr(said, want) != NULL && strstr(said, ".sql:") != NULL;
    if (!is_good) {
        printf("want \"%s\", got %d: %s\n", want != NULL ? want : "success", code, said);
    }
    CHECK(is_good);
    (void)unlink(h);
    (void)unlink(c);
    (void)unlink(schema_path);
    (void)unlink(statements_path);
}

TEST(schemas) {
    expect(GOOD, NULL, NULL);
    expect(TABLE(PLAIN, "", " STRICT"), NULL, "comma too many");
    expect(TABLE(PLAIN, "    a TEXT NOT NULL\n", " STRICT"), NULL, "a class behind it");
    expect(TABLE(PLAIN, "    a TEXT NOT NULL -- X what\n", " STRICT"), NULL, "a class behind it");
    expect(TABLE(PLAIN, "    a TEXT NOT NULL -- Person\n", " STRICT"), NULL, "a class behind it");
    expect(TABLE(PLAIN, "    a TEXT NOT NULL, b TEXT NOT NULL -- P\n", " STRICT"), NULL,
        "line of its own");
    expect(TABLE(PLAIN, "    a TEXT\n NOT NULL -- P\n", " STRICT"), NULL, "one line");
    expect(TABLE(PLAIN, "    a BLOB NOT NULL -- I\n", " STRICT"), NULL, "ends in _box");
    expect(TABLE(PLAIN, "    a_box BLOB NOT NULL -- C\n", " STRICT"), NULL, "belongs to the");
    expect(TABLE(PLAIN, "    a_box TEXT NOT NULL -- I\n", " STRICT"), NULL, "is a BLOB");
    expect(TABLE(PLAIN, "    a TEXT NOT NULL -- P\n", ""), NULL, "STRICT");
    expect(TABLE(PLAIN, "    a TEXT -- P\n", " STRICT"), NULL, "may be absent");
    expect(TABLE(PLAIN, "    default_ TEXT NOT NULL -- P\n", " STRICT"), NULL, NULL);
    expect(TABLE(PLAIN, "    register TEXT NOT NULL -- P\n", " STRICT"), NULL, "name in C");
    expect(TABLE(PLAIN, "    a TEXT NOT NULL -- P\n", " STRICT, WITHOUT ROWID"), NULL, "STRICT");
    expect(TABLE("", "    a TEXT NOT NULL -- P\n", " STRICT"), NULL, "ledgered");
    expect(TABLE("-- ledgered\n", "    a TEXT NOT NULL -- P\n", " STRICT"), NULL, "row_salt");
    expect(TABLE(PLAIN, "    u_id INTEGER NOT NULL REFERENCES u (id) -- P\n", " STRICT"), NULL,
        "above it");
    expect(TABLE(PLAIN, "    t_id INTEGER REFERENCES t (id) ON DELETE CASCADE -- P\n", " STRICT"),
        NULL, "no cascades");
    expect(TABLE(PLAIN, "    t_id INTEGER REFERENCES t (id) ON DELETE SET NULL -- P\n", " STRICT"),
        NULL, "behind the ledger");
    expect("CREATE TABLE t (\n id INTEGER PRIMARY KEY -- P\n) STRICT;", NULL, "number: N");
    expect(GOOD "-- unledgered: x\n-- number: 2\nCREATE TABLE u (\n id INTEGER PRIMARY KEY -- P\n"
                ") STRICT;",
        NULL, "belongs to table note");
    expect(GOOD "CREATE INDEX a ON person (code)", NULL, "without its ;");
    expect(GOOD "ALTER TABLE person ADD COLUMN a TEXT NOT NULL DEFAULT 'x'; -- C", NULL,
        "keep their commitment");
    expect(GOOD "/* x */", NULL, "comments are written with --");
}

TEST(reads) {
    expect(GOOD, "-- name: a :one\n-- unscoped: x\nSELECT id FROM person WHERE id = :id;", NULL);
    expect(GOOD, "-- name: a :one\nSELECT id FROM person WHERE id = :id;", "protected table");
    expect(GOOD, "-- name: a :one\nSELECT count(*) AS id FROM person;", "protected table");
    expect(GOOD,
        "-- name: a :one\nSELECT p.id FROM person p JOIN may_see m ON m.person_id = p.id "
        "WHERE p.id = :id;",
        NULL);
    expect(GOOD, "-- name: a :one scope: may_see\nSELECT id FROM note WHERE id = :id;", "join");
    expect(GOOD, "-- name: a :one scope: else\nSELECT id FROM note WHERE id = :id;", "may follow");
    expect(GOOD, "-- name: a :many\nSELECT id FROM note;", "LIMIT");
    expect(GOOD, "-- name: a :many\n-- bounded: few\nSELECT id FROM note;", NULL);
    expect(GOOD, "-- name: a :many\nSELECT id FROM (SELECT id FROM note LIMIT 3) AS n;", "LIMIT");
    expect(GOOD, "-- name: a :some\nSELECT id FROM note;", ":one, :maybe");
    expect(GOOD, "-- name: A :one\nSELECT id FROM note;", "lower case");
    expect(GOOD, "-- name: a :one\nSELECT code FROM note WHERE code = :code;", "not known");
    expect(
        GOOD, "-- name: a :one\n-- in: code i64\nSELECT code FROM note WHERE code = :code;", NULL);
    expect(GOOD, "-- name: a :one\n-- in: x i64\nSELECT code FROM note WHERE id = :id;", "no such");
    expect(
        GOOD, "-- name: a :one\n-- out: x i64\nSELECT code FROM note WHERE id = :id;", "no such");
    expect(
        GOOD, "-- name: a :one\n-- in: id int\nSELECT code FROM note WHERE id = :id;", "types are");
    expect(GOOD, "-- name: a :one\nSELECT count(*) FROM note;", "with AS");
    expect(GOOD, "-- name: a :one\nSELECT count(*) AS n FROM note;", "-- out: n i64");
    expect(GOOD, "-- name: a :one\nSELECT id, id FROM note WHERE id = :id;", "two columns");
    expect(GOOD, "-- name: a :one\nSELECT missing FROM note;", "no such column");
    expect(GOOD, "-- name: a :one\nSELECT id FROM note WHERE id = ?1;", "written :name");
    expect(GOOD, "-- name: a :one\nSELECT id FROM note", "end in ;");
    expect(GOOD, "-- name: a :one\nSELECT id FROM note; SELECT id FROM note;", "one statement");
    expect(GOOD, "SELECT id FROM note;", "without -- name:");
    expect(GOOD, "-- name: a :one\nDELETE FROM note WHERE id = :id RETURNING id;", "only reads");
    expect(GOOD,
        "-- name: a :one\n-- unscoped: x\nSELECT story_box AS code FROM person WHERE id = :id;",
        "sealed");
    expect(GOOD,
        "-- name: a :one\n-- unscoped: x\n-- out: code bytes\n"
        "SELECT story_box AS code FROM person WHERE id = :id;",
        "another type");
    expect(GOOD,
        "-- name: a :one\nSELECT id FROM note WHERE id = :id;\n"
        "-- name: a :one\nSELECT id FROM note WHERE id = :id;",
        "taken");
}

TEST(writes) {
    expect(GOOD,
        "-- name: a :insert\nINSERT INTO person (id, ver, code, story_box) "
        "VALUES (:id, 1, lower(:code), :story_box) RETURNING id;",
        NULL);
    expect(GOOD,
        "-- name: a :insert\n-- in: code text\nINSERT INTO person (id, ver, code, story_box) "
        "VALUES (:id, 1, lower(:code), :story_box) RETURNING id;",
        NULL);
    expect(GOOD,
        "-- name: a :insert\n-- in: code text\nINSERT INTO person (id, ver, code, story_box) "
        "VALUES (:id, 1, :code, :story_box);",
        "ends in RETURNING id");
    expect(GOOD,
        "-- name: a :insert\n-- in: code i64\nINSERT INTO person (id, ver, code, story_box) "
        "VALUES (:id, 1, :code, :story_box) RETURNING id;",
        "another type");
    expect(GOOD,
        "-- name: a :insert\n-- in: code bytes\nINSERT INTO person (id, ver, code, story_box) "
        "VALUES (:id, 1, 'x', :code) RETURNING id;",
        "another type");
    expect(GOOD,
        "-- name: a :update\n-- in: text bytes\n"
        "UPDATE person SET story_box = :text WHERE id = :id RETURNING id;",
        "sealed parameter");
    expect(
        GOOD, "-- name: a :insert\nINSERT OR REPLACE INTO note (id) VALUES (:id);", "ON CONFLICT");
    expect(GOOD, "-- name: a :update\nDELETE FROM note WHERE id = :id;", "begins with UPDATE");
    expect(GOOD, "-- name: a :delete\nDELETE FROM note WHERE id = :id;", NULL);
    expect(GOOD,
        "-- name: a :update\nUPDATE note SET code = 1 "
        "WHERE person_id IN (SELECT id FROM person WHERE ver = :ver);",
        "protected table");
    expect(GOOD, "-- name: a :update\nUPDATE person SET ver = ver + 1 WHERE id = :id RETURNING id;",
        NULL); /* its own table was loaded before */
}

TEST(engines) {
    expect(GOOD, "-- name: a :one\n-- engine: sqlite\nSELECT id FROM note WHERE id = :id;",
        "no block with engine: postgres");
    expect(GOOD, "-- name: a :one\n-- engine: postgres\nSELECT id FROM note WHERE id = :id;",
        "stands before");
    expect(GOOD,
        "-- name: a :one\n-- engine: sqlite\nSELECT id FROM note WHERE id = :id;\n"
        "-- name: a :one\n-- engine: postgres\nSELECT id FROM note WHERE id = :other;",
        "not in the block for SQLite");
    expect(GOOD,
        "-- name: a :one\n-- engine: sqlite\nSELECT id FROM note WHERE id = :id;\n"
        "-- name: a :one\n-- engine: postgres\nSELECT id FROM note WHERE id = :id::bigint;",
        NULL);
    expect(GOOD, "-- name: a :one\n-- engine: other\nSELECT id FROM note;", "engine: sqlite or");
}

int main(void) {
    const char *tmp = getenv("TMPDIR");
    (void)snprintf(folder, sizeof(folder), "%.40s/gen-sql-XXXXXX", tmp != NULL ? tmp : "/tmp");
    must(mkdtemp(folder) != NULL);
    const int code = test_run_all();
    CHECK(rmdir(folder) == 0);
    return code;
}
