/* The watcher of the HTML in a template. It knows just enough of HTML to refuse what the content
 * security policy would refuse at run time, and to choose how a value is printed. */
#include "gen_view.h"

#include <ctype.h>
#include <string.h>

/* Attributes that people read or hear, so that numbers and days in them are written for people. */
static const char *const spoken[] = { "title", "alt", "placeholder", "label", "content",
    "aria-label", "aria-description", "aria-valuetext", "aria-roledescription" };
static const char *const addresses[] = { "href", "src", "action", "formaction", "poster", "cite",
    "data", "srcset" };
static const char *const refused[] = { "style", "srcdoc" };

static bool is_one_of(const char *name, const char *const *names, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (strcmp(name, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

bool html_is_address(const struct html *html) {
    return is_one_of(html->attr, addresses, COUNT_OF(addresses));
}

bool html_is_same(const struct html *a, const struct html *b) {
    bool is_in_value = a->state == HTML_VALUE;
    return a->state == b->state && (a->state == HTML_TEXT || strcmp(a->tag, b->tag) == 0) &&
           (!is_in_value || strcmp(a->attr, b->attr) == 0);
}

const char *html_emitter(const struct html *html) {
    if (html->state == HTML_TEXT) {
        return "emit";
    }
    if (!html_is_address(html)) {
        return is_one_of(html->attr, spoken, COUNT_OF(spoken)) ? "emit_spoken" : "emit_attr";
    }
    if (html->n_value == 0) {
        return "emit_address";
    }
    bool is_tel = strcmp(html->prefix, "tel:") == 0 || strcmp(html->prefix, "sms:") == 0;
    return is_tel ? "emit_tel" : "emit_query";
}

static void append(char name[HTML_NAME_MAX], char c) {
    size_t n = strlen(name);
    if (n + 1 < HTML_NAME_MAX) {
        name[n] = (char)tolower((unsigned char)c);
        name[n + 1] = '\0';
    }
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n';
}

static void check_attr(const struct html *html, const struct gen_source *source, const char *at) {
    if (strncmp(html->attr, "on", 2) == 0) {
        gen_fault(source, at, "%s=: no event handlers in a page", html->attr);
    }
    if (is_one_of(html->attr, refused, COUNT_OF(refused))) {
        gen_fault(source, at, "%s=: not in a page (use a class)", html->attr);
    }
}

/* Behind `>`. */
static void end_tag(struct html *html, const struct gen_source *source, const char *at) {
    html->state = HTML_TEXT;
    if (strcmp(html->tag, "script") != 0) {
        return;
    }
    struct str rest = { at + 1, (size_t)(source->text.p + source->text.n - at) - 1 };
    if (!html->has_src || !str_starts(rest, STR("</script>"))) {
        gen_fault(source, at, "no script in a page: only <script src=\"...\"></script>");
    }
}

static void end_tag_name(struct html *html, const struct gen_source *source, const char *at) {
    if (strcmp(html->tag, "style") == 0) {
        gen_fault(source, at, "no <style> in a page");
    }
    html->state = HTML_TAG;
}

static void step_tag_name(struct html *html, const struct gen_source *source, const char *at) {
    bool is_first = html->tag[0] == '\0';
    if (isalnum((unsigned char)*at) || *at == '-' || (is_first && (*at == '/' || *at == '!'))) {
        append(html->tag, *at);
        return;
    }
    if (is_first) {
        gen_fault(source, at, "write &lt; for a < that opens no tag");
    }
    end_tag_name(html, source, at);
    html_step(html, source, at);
}

static void step_tag(struct html *html, const struct gen_source *source, const char *at) {
    if (*at == '>') {
        end_tag(html, source, at);
    } else if (strchr("\"'<=", *at) != NULL) {
        gen_fault(source, at, "not a name of an attribute");
    } else if (!is_blank(*at) && *at != '/') {
        html->state = HTML_ATTR_NAME;
        html->attr[0] = '\0';
        append(html->attr, *at);
    }
}

static void step_attr_name(struct html *html, const struct gen_source *source, const char *at) {
    if (strchr("\"'<", *at) != NULL) {
        gen_fault(source, at, "not a name of an attribute");
    }
    if (*at != '=' && *at != '>' && *at != '/' && !is_blank(*at)) {
        append(html->attr, *at);
        return;
    }
    check_attr(html, source, at);
    if (*at == '=') {
        html->state = HTML_ATTR_EQUALS;
        html->prefix[0] = '\0';
        html->n_value = 0;
        html->has_src = html->has_src || strcmp(html->attr, "src") == 0;
    } else {
        html->state = HTML_TAG;
        html_step(html, source, at);
    }
}

/* A literal character of a value. */
static void step_value(struct html *html, const struct gen_source *source, const char *at) {
    static const char *const schemes[] = { "javascript:", "vbscript:", "data:" };
    if (html->n_value == strlen(html->prefix) && strchr(html->prefix, ':') == NULL) {
        append(html->prefix, *at);
    }
    html->n_value++;
    if (*at == ':' && html_is_address(html) &&
        is_one_of(html->prefix, schemes, COUNT_OF(schemes))) {
        gen_fault(source, at, "an address with %s", html->prefix);
    }
}

static void step_equals(struct html *html, const struct gen_source *source, const char *at) {
    if (*at == '"') {
        html->state = HTML_VALUE;
    } else if (*at == '\'') {
        html->state = HTML_VALUE_OTHER;
    } else if (is_blank(*at) || *at == '>') {
        gen_fault(source, at, "the value of %s is missing", html->attr);
    } else {
        html->state = HTML_VALUE_BARE;
        step_value(html, source, at);
    }
}

static void step_bare(struct html *html, const struct gen_source *source, const char *at) {
    if (is_blank(*at) || *at == '>') {
        html->state = HTML_TAG;
        html_step(html, source, at);
    } else if (strchr("\"'<=`", *at) != NULL) {
        gen_fault(source, at, "this value needs double quotes");
    } else {
        step_value(html, source, at);
    }
}

static void step_quoted(
    struct html *html, const struct gen_source *source, const char *at, char quote) {
    if (*at == quote) {
        html->state = HTML_TAG;
    } else {
        step_value(html, source, at);
    }
}

void html_step(struct html *html, const struct gen_source *source, const char *at) {
    switch (html->state) {
    case HTML_TEXT:
        if (*at == '<') {
            *html = (struct html){ .state = HTML_TAG_NAME };
        }
        break;
    case HTML_TAG_NAME:
        step_tag_name(html, source, at);
        break;
    case HTML_TAG:
        step_tag(html, source, at);
        break;
    case HTML_ATTR_NAME:
        step_attr_name(html, source, at);
        break;
    case HTML_ATTR_EQUALS:
        step_equals(html, source, at);
        break;
    case HTML_VALUE:
        step_quoted(html, source, at, '"');
        break;
    case HTML_VALUE_OTHER:
        step_quoted(html, source, at, '\'');
        break;
    case HTML_VALUE_BARE:
        step_bare(html, source, at);
        break;
    }
}

void html_brace(struct html *html, const struct gen_source *source, const char *at) {
    switch (html->state) {
    case HTML_TAG_NAME:
        if (html->tag[0] == '\0') {
            gen_fault(source, at, "a name of a tag is written out");
        }
        end_tag_name(html, source, at);
        break;
    case HTML_ATTR_NAME:
        check_attr(html, source, at);
        html->state = HTML_TAG;
        break;
    case HTML_ATTR_EQUALS:
    case HTML_VALUE_OTHER:
    case HTML_VALUE_BARE:
        gen_fault(source, at, "a value with {...} needs double quotes: %s=\"{...}\"", html->attr);
    case HTML_TEXT:
    case HTML_TAG:
    case HTML_VALUE:
        break;
    }
}
