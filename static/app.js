// Staff pages only. Everything here is comfort: each page works the same without it.
(function () {
"use strict";
const sent = new WeakSet(); // forms whose post is under way
const skew = new WeakMap(); // clock -> server's time minus ours
const path = (url) => new URL(url, location.href).pathname;
const target = (form) => new URL(form.getAttribute("action") || location.href, location.href);

// XMLHttpRequest, not fetch: it parses without DOMParser, so Trusted Types need no policy.
function load(method, url, body, region, done) {
    const xhr = new XMLHttpRequest();
    xhr.open(method, url);
    xhr.responseType = "document";
    xhr.timeout = 15000;
    xhr.setRequestHeader("X-Partial", region);
    xhr.onload = () => done(xhr.response, xhr.responseURL, xhr.status);
    xhr.onerror = xhr.ontimeout = () => done(null, "", 0);
    xhr.send(body);
}

function swap(region, page) {
    const old = document.querySelector(region);
    const fresh = page && page.querySelector(region);
    if (!old || !fresh) {
        return false;
    }
    const focused = old.contains(document.activeElement) && document.activeElement;
    const node = document.importNode(fresh, true);
    old.replaceWith(node);
    document.title = page.title || document.title;
    tick();
    if (!focusErrors(node) && focused) {
        node.tabIndex = -1;
        (document.getElementById(focused.id) || node).focus();
    }
    return true;
}

function remember(url) {
    if (url !== location.href) {
        history.replaceState({ besa: 1 }, "");
        history.pushState({ besa: 1 }, "", url);
    }
}

function get(url, region) {
    const box = document.querySelector(region);
    if (!box || new URL(url).origin !== location.origin) {
        return false;
    }
    box.setAttribute("aria-busy", "true");
    load("GET", url, null, region, (page, at, status) => {
        if (status === 200 && path(at) === path(url) && swap(region, page)) {
            remember(url);
        } else {
            location.assign(url);
        }
    });
    return true;
}

// A post without an answer is sent again plainly; the form's token makes it count once.
function post(form, button, region) {
    const data = new URLSearchParams(new FormData(form));
    const action = target(form).href;
    if (button && button.name) {
        data.append(button.name, button.value);
    }
    load("POST", action, data, region, (page, at, status) => {
        if (status === 200 && path(at) !== location.pathname && path(at) !== path(action)) {
            location.assign(at);
        } else if (status && status < 500 && swap(region, page)) {
            if (status === 200 && path(at) === location.pathname) {
                remember(at);
            }
        } else {
            if (button && button.name) {
                const { name, value } = button;
                form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
            }
            HTMLFormElement.prototype.submit.call(form);
        }
    });
}

document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-partial]");
    if (link && !event.defaultPrevented && !event.button && !event.ctrlKey && !event.metaKey
        && !event.shiftKey && !event.altKey && get(link.href, link.dataset.partial)) {
        event.preventDefault();
    }
});

document.addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter;
    const region = form.dataset.partial;
    const isPost = form.getAttribute("method") === "post";
    if (event.defaultPrevented || sent.has(form)) {
        event.preventDefault();
        return;
    }
    if (isPost) { // aria-disabled keeps focus and the button's name=value
        sent.add(form);
        form.querySelectorAll("button:not([type=button])")
            .forEach((b) => b.setAttribute("aria-disabled", "true"));
        setTimeout(release, 5000, form);
    }
    if (!region || !document.querySelector(region) || form.getAttribute("enctype")
        || (button && button.hasAttribute("formaction"))) {
        return;
    }
    if (!isPost) {
        const url = target(form);
        url.search = new URLSearchParams(new FormData(form));
        if (get(url.href, region)) {
            event.preventDefault();
        }
    } else if (button !== undefined) {
        event.preventDefault();
        post(form, button, region);
    }
});

function release(form) {
    sent.delete(form);
    form.querySelectorAll("[aria-disabled]").forEach((b) => b.removeAttribute("aria-disabled"));
}

// data-now is the server's time at printing: a wrong local clock does no harm.
function tick() {
    document.querySelectorAll("time[data-clock]").forEach((el) => {
        const d = el.dataset;
        if (!skew.has(el)) {
            skew.set(el, d.now ? d.now - Date.now() : 0);
        }
        const min = Math.max(0, Math.floor((Date.now() + skew.get(el) - d.since) / 60000));
        const box = el.closest(".besa-clock");
        if (!(min >= 0)) {
            return;
        }
        el.textContent = min < 60 ? min + " " + (d.min || "min")
            : Math.floor(min / 60) + " " + (d.h || "h") + " " + String(min % 60).padStart(2, "0");
        if (box && d.targetMin && min >= d.targetMin) {
            const state = box.querySelector(".besa-clock__state");
            box.classList.add("besa-clock--late");
            if (state && d.late) {
                state.textContent = d.late;
            }
        }
    });
}

function focusErrors(root) {
    const box = root.querySelector(".govuk-error-summary");
    if (box) {
        box.tabIndex = -1;
        box.focus();
    }
    return box;
}

addEventListener("popstate", (event) => event.state && event.state.besa && location.reload());
addEventListener("pageshow", () => document.querySelectorAll("form").forEach(release));
const filter = document.querySelector(".besa-filter"); // printed closed, for phones
if (filter && innerWidth > 640) {
    filter.open = true;
}
focusErrors(document);
tick();
setInterval(tick, 10000);
}());
