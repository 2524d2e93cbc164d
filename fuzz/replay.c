/* replay: runs a fuzz target over all files of the folders given, so that the corpus is part of the
 * normal suite and needs no clang. */
#include "fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

enum { INPUT_MAX_B = 2 * 1024 * 1024 };

static int replay_file(const char *path) {
    FILE *file = fopen(path, "rbe");
    if (file == NULL) {
        return 1;
    }
    uint8_t *input = malloc(INPUT_MAX_B);
    size_t n = input == NULL ? 0 : fread(input, 1, INPUT_MAX_B, file);
    int failed = input == NULL || ferror(file) != 0;
    (void)fclose(file); /* only read from */
    if (!failed) {
        uint8_t *exact = malloc(n == 0 ? 1 : n); /* so that a sanitizer sees a read past the end */
        failed = exact == NULL;
        for (size_t i = 0; i < n && !failed; i++) {
            exact[i] = input[i];
        }
        if (!failed) {
            (void)LLVMFuzzerTestOneInput(exact, n); /* always 0; a finding aborts */
        }
        free(exact);
    }
    free(input);
    return failed;
}

static void replay_folder(const char *folder, int *passed, int *failed) {
    struct dirent **entries = NULL;
    int n = scandir(folder, &entries, NULL, alphasort);
    if (n < 0) {
        printf("FAIL %s: cannot be read\n", folder);
        *failed += 1;
        return;
    }
    for (int i = 0; i < n; i++) {
        char path[4096];
        int length = snprintf(path, sizeof(path), "%s/%s", folder, entries[i]->d_name);
        if (entries[i]->d_name[0] != '.') {
            (void)fprintf(stderr, "%s\n", path); /* so that an abort names its input */
            int is_bad = length >= (int)sizeof(path) || replay_file(path);
            *(is_bad ? failed : passed) += 1;
        }
        free(entries[i]);
    }
    free(entries);
}

int main(int argc, char **argv) {
    int passed = 0;
    int failed = 0;
    for (int i = 1; i < argc; i++) {
        replay_folder(argv[i], &passed, &failed);
    }
    printf("%d passed, %d failed\n", passed, failed);
    return failed > 0 || passed == 0 ? 1 : 0;
}
