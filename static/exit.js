// Leaves at once: click on a[data-exit], or Shift three times within 5 s. Without this file it is a plain link.
(function () {
    "use strict";
    var link = document.querySelector("a[data-exit]");
    var isAlone = false;
    var count = 0;
    var first = 0;
    if (!link) {
        return;
    }
    function leave(event) {
        var top = window;
        if (event) {
            event.preventDefault();
        }
        try { // inside the chat frame: leave with the whole page
            if (window.top.document.body) {
                top = window.top;
            }
        } catch (e) { /* framed by a stranger: only this frame is ours */ }
        top.document.title = "\u00a0";
        top.document.body.textContent = "";
        top.document.documentElement.style.background = "#fff";
        top.location.replace(link.href); // replace: Back must not show this page again
    }
    link.addEventListener("click", leave);
    document.addEventListener("keydown", function (event) {
        isAlone = event.key === "Shift";
        if (!isAlone) { // a capital letter
            count = 0;
        }
    });
    document.addEventListener("keyup", function (event) {
        if (event.key !== "Shift" || !isAlone) {
            return;
        }
        isAlone = false;
        if (count === 0 || Date.now() - first > 5000) {
            count = 0;
            first = Date.now();
        }
        if (++count === 3) {
            leave();
        }
    });
}());
