"""The budget of a page: how many words are in view, how long a sentence and a line are, how small a text is."""

from playwright.sync_api import Page

MOST_WORDS = {"doelkaart": 250, "veerkrachtkaart": 250}  # of any other page 400
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
# What a page still has over its budget, as measured: it may become less and never more. Take out what has become zero.
# `words` is the number in view, `small` the texts below 13 px at 1440 pixels, `small on a phone` those at 390; `lines`
# the texts with a line over 75 characters.
OVER: dict[str, dict[str, int]] = {}
# The texts in view, each with the blocks that it consists of: not what is in a closed section, only for a screen
# reader, in a chart, a row of views or the foot line. Of a table, only a cell with running text counts: over 12 words.
# A source and a quotation have the words that they have; they are no sentences of ours. A stand
# (.vk-word) can be that of two areas.
MEASURE = r"""(() => {
    // a name in quotation marks, of a topic for example, is one word
    const split = text => text.replace(/‘[^’]*’/g, 'naam').split(/\s+/).filter(word => /[\p{L}\d]/u.test(word));
    const count = text => split(text).length;
    const outside = 'svg, canvas, script, style, nav, footer, .vk-hidden, .vk-views, .vk-foot, [hidden], '
        + '[data-testid=stIconMaterial]';  // whose text is the name of an icon
    const visible = { visibilityProperty: true, opacityProperty: true };
    const isInline = element => /^inline/.test(getComputedStyle(element).display) && element.localName !== 'button';
    const blockOf = element => isInline(element) ? blockOf(element.parentElement) : element;
    const nodesOf = new Map(), small = [];
    const walker = document.createTreeWalker(document.querySelector('[data-testid="stMain"]'), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const node = walker.currentNode, element = node.parentElement;
        if (!node.data.trim() || !element.checkVisibility(visible)) continue;
        const matrix = element.getScreenCTM?.() ?? { a: 1, b: 0 }; // of a text in a chart, which may stand upright
        const size = parseFloat(getComputedStyle(element).fontSize) * Math.hypot(matrix.a, matrix.b);
        if (size && size < 12.95 && !element.closest('.vk-hidden')) small.push(`${size}: ${node.data.trim()}`);
        if (element.closest(outside)) continue;
        const block = blockOf(element);
        nodesOf.set(block, [...nodesOf.get(block) ?? [], node]);
    }
    const joined = nodes => nodes.map(node => node.data).join('').replace(/\s+/g, ' ').trim();
    const texts = [...nodesOf].map(([block, nodes]) => ({ block, nodes, text: joined(nodes) }))
        .filter(({ block, text }) => !block.closest('td, th') || count(text) > 12);
    const short = 'h1, h2, h3, h4, button, label, summary, caption, .vk-word';
    const running = texts.filter(({ block }) => !block.closest(short));
    const sentences = running.flatMap(({ text }) => text.split(/(?<=[.!?]["”)]?)\s+(?=[\p{Lu}\d“‘(])/u));
    const longestLine = ({ nodes }) => {
        const lines = new Map(), range = document.createRange();
        for (const node of nodes) for (const { index, 0: word } of node.data.matchAll(/\S+/g)) {
            range.setStart(node, index);
            range.setEnd(node, index + word.length);
            const line = Math.round(range.getBoundingClientRect().bottom / 6);
            lines.set(line, `${lines.get(line) ?? ''}${word} `);
        }
        return [...lines.values()].reduce((longest, line) => line.length > longest.length ? line : longest, '').trim();
    };
    return {
        words: texts.flatMap(({ text }) => split(text)),
        sentences: sentences.filter(sentence => count(sentence) > 20 && !/^(Bron|“)/.test(sentence)),
        twice: sentences.filter((sentence, place) => count(sentence) > 5 && sentences.indexOf(sentence) < place),
        lines: running.filter(({ block, text }) => text.length > 75 && !block.closest('td, th'))
            .map(longestLine).filter(line => line.length > 75),
        small,
    };
})()"""


def texts_of(tab: Page) -> dict[str, list[str]]:
    """Return what MEASURE gives of a page as soon as two looks are the same, as charts come in one after another."""
    looks: list[dict[str, list[str]]] = [{}, tab.evaluate(MEASURE)]
    while looks[-1] != looks[-2]:
        tab.wait_for_timeout(250)
        looks.append(tab.evaluate(MEASURE))
    return looks[-1]


def over_budget(view: str, texts: dict[str, list[str]]) -> dict[str, tuple[int, list[str]]]:
    """Return of what a view has more than it may, as `texts_of` gives it: how much, and the texts."""
    budget = {"words": MOST_WORDS.get(view.partition("?")[0], 400)} | OVER.get(view, {})
    return {what: (len(all_of), all_of) for what, all_of in texts.items() if len(all_of) > budget.get(what, 0)}
