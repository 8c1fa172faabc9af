document.documentElement.lang = 'nl';
if (!history.isVeerkracht) {
  const push = history.pushState.bind(history);
  history.pushState = (state, title, address) => {
    const target = new URL(address, location.href);
    if (target.pathname !== location.pathname) { push(state, title, address); return; }
    // the first choice of a next page can come before its path: it must not be written over the address of this page
    setTimeout(() => history.replaceState(state, title, location.pathname + target.search), 30);
  };
  // pages that do not fit in the bar stand behind a word of Streamlit that cannot be set
  const header = document.querySelector('header');
  const translate = () => {
    const texts = document.createTreeWalker(header, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const count = /^(\d+) more$/.exec(texts.currentNode.data);
      if (count) texts.currentNode.data = `nog ${count[1]}`;
    }
  };
  if (header) {
    translate();
    new MutationObserver(translate).observe(header, { childList: true, characterData: true, subtree: true });
  }
  history.isVeerkracht = true;
}
