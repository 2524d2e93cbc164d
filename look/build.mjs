// Builds static/public.css and static/staff.css.  --check: builds in a temporary folder and compares bytes.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { compile } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const committed = join(here, "..", "static");
const limits = { "public.css": 12 * 1024, "staff.css": 23 * 1024, "app.js": 6 * 1024, "exit.js": 1536 };

// Parts of the components that we never print. A selector that matches is left out.
const unused = new RegExp([
    "--inverse", "__conditional", "moj-timeline__document", "moj-timeline--full", "service-navigation__toggle",
    "service-navigation__service-name", "service-navigation__inlining", "panel--interruption", "summary-card",
    "button--start", "button__start-icon", "button--disabled", "input__prefix", "input__suffix",
    "input__wrapper", "link--no-underline", "header__container--full-width", "caption-xl-", "href\\^=",
].join("|"));

// Splits CSS into {head, body} at one level; compressed CSS has no comments and no braces in strings.
function* rules(css) {
    let start = 0;
    let open = -1;
    let depth = 0;
    for (let i = 0; i < css.length; i++) {
        if (css[i] === "{" && depth++ === 0) {
            open = i;
        } else if (css[i] === "}" && --depth === 0) {
            yield { head: css.slice(start, open), body: css.slice(open + 1, i) };
            start = i + 1;
        } else if (css[i] === ";" && depth === 0) {
            throw new Error("unexpected statement: " + css.slice(start, i));
        }
    }
}

// Splits a selector list at the commas outside brackets.
function selectors(head) {
    const out = [""];
    let depth = 0;
    for (const c of head) {
        depth += c === "(" || c === "[" ? 1 : c === ")" || c === "]" ? -1 : 0;
        if (c === "," && depth === 0) {
            out.push("");
        } else {
            out[out.length - 1] += c;
        }
    }
    return out;
}

function prune(css, isUnused) {
    let out = "";
    for (const { head, body } of rules(css)) {
        if (head.startsWith("@media") || head.startsWith("@supports")) {
            const inner = /\uFFFD/.test(head) ? "" : prune(body, isUnused); // hacks for Internet Explorer
            out += inner && `${head}{${inner}}`;
        } else {
            const kept = selectors(head).filter((s) => !isUnused(s));
            out += kept.length && body ? `${kept.join(",")}{${body}}` : "";
        }
    }
    return out;
}

function build(name) {
    const { css } = compile(join(here, "scss", name.replace(".css", ".scss")), {
        style: "compressed", charset: false, loadPaths: [here], sourceMap: false, quietDeps: true,
    });
    const text = prune(css.trim(), (s) => unused.test(s)) + "\n";
    const forbidden = text.match(/url\(|@font-face|@import|GDS|crown|crest|https?:/i);
    if (forbidden) {
        throw new Error(`${name}: forbidden text "${forbidden[0]}"`);
    }
    return text;
}

function weigh(name, text) {
    const gz = gzipSync(text, { level: 9 }).length;
    console.log(`${name}: ${Buffer.byteLength(text)} bytes, ${gz} compressed (limit ${limits[name]})`);
    if ((name.endsWith(".js") ? Buffer.byteLength(text) : gz) > limits[name]) {
        throw new Error(`${name} is over its limit`);
    }
}

const isCheck = process.argv.includes("--check");
const target = isCheck ? mkdtempSync(join(tmpdir(), "besa-look-")) : committed;
let isSame = true;
for (const name of ["public.css", "staff.css"]) {
    writeFileSync(join(target, name), build(name));
    weigh(name, readFileSync(join(target, name), "utf8"));
    if (isCheck && !readFileSync(join(target, name)).equals(readFileSync(join(committed, name)))) {
        console.error(`${name}: the committed file differs from the built one; run "npm run build"`);
        isSame = false;
    }
}
for (const name of ["app.js", "exit.js"]) {
    weigh(name, readFileSync(join(committed, name), "utf8"));
}
if (isCheck) {
    rmSync(target, { recursive: true });
    process.exitCode = isSame ? 0 : 1;
}
