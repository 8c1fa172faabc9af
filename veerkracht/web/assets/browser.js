document.documentElement.lang = 'nl';
if (!history.isVeerkracht) {
  // what a button with data-action does. Without https a browser has no clipboard; selecting a field and copying works
  const actions = {
    link: (button) => {
      const own = button.textContent;
      const done = () => { button.textContent = 'Link gekopieerd'; setTimeout(() => { button.textContent = own; }, 2500); };
      const byHand = () => {
        const field = document.createElement('input');
        field.value = location.href;
        document.body.append(field);
        field.select();
        document.execCommand('copy');
        field.remove();
        done();
      };
      navigator.clipboard ? navigator.clipboard.writeText(location.href).then(done, byHand) : byHand();
    },
    print: () => window.print(),
    fullscreen: () => document.documentElement.requestFullscreen(),
  };
  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-action]');
    if (button) actions[button.dataset.action](button);
  });
  // a button is off while its file is made: the browser drops the focus then, and a dialog no longer hears Escape
  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-testid="stDownloadButton"] button'), dialog = button?.closest('[role="dialog"]');
    if (!button) return;
    dialog?.focus();
    const goBack = new MutationObserver(() => {
      if (button.disabled) return;
      goBack.disconnect();
      if ([dialog, document.body].includes(document.activeElement)) button.focus();
    });
    goBack.observe(button, { attributeFilter: ['disabled'] });
  });
  // a link with an anchor opens the section that it leads to
  let opened = '';
  const openSection = () => {
    const place = location.hash !== opened && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!place) return;
    opened = location.hash;
    place.closest('details:not([open])')?.querySelector('summary').click();
    setTimeout(() => place.closest('details')?.scrollIntoView(), 300);
  };
  addEventListener('hashchange', () => { opened = ''; openSection(); });
  // a link to another view goes there as the menu does: Streamlit follows the history of the browser
  document.addEventListener('click', (event) => {
    const link = event.target.closest('.vk-views a, .vk-foot a, .vk-slides a, .vk-slide a, .vk-picture-brief a, .vk-letter');
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    // from slide to slide is no step to go back to
    link.pathname === location.pathname ? history.replaceState(null, '', link.href) : history.pushState(null, '', link.href);
    dispatchEvent(new PopStateEvent('popstate'));
    document.querySelector('[data-testid="stMain"]').scrollTo(0, 0);
  });
  // a link that names an own group (GR-) leads to a page that does not know it yet: the groups of this address go along
  for (const kind of ['pointerdown', 'click']) {
    document.addEventListener(kind, (event) => {
      const link = event.target.closest?.('a[href*="=GR-"]'), key = 'eigen_groep';
      const target = link && new URL(link.href);
      if (target?.origin !== location.origin || target.searchParams.has(key)) return;
      new URLSearchParams(location.search).getAll(key).forEach((text) => text && target.searchParams.append(key, text));
      link.href = target;
    }, true);
  }
  // in a meeting a key goes to another slide, and the number of a goal to that goal: two digits within a second are one;
  // not while a menu is open, which Escape closes
  const inField = 'input, textarea, select, [contenteditable], [role="combobox"], [role="listbox"], [role="radio"], [role="slider"]';
  let typed = '', typedAt = -Infinity;
  document.addEventListener('keydown', (event) => {
    const bar = document.querySelector('.vk-slides');
    if (!bar || document.querySelector('[role="dialog"]') || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.target.closest?.(inField)) return;
    const step = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 }[event.key];
    const stops = [...bar.querySelectorAll('[data-stop]')], slide = (address) => new URL(address).searchParams.get('dia');
    // by the address, as the bar is that of the slide before as long as this one is on its way; 1 has all goals
    const here = slide(location.href), place = stops.findIndex((stop) => here === null || slide(stop.href) === here);
    let link = event.key === 'Home' ? stops[1] : step && stops[(place >= 0 ? place : step > 0 ? 1 : 2) + step];
    if (/^[0-9]$/.test(event.key)) {
      const goal = (number) => bar.querySelector(`[data-goal="${number}"]`);
      typed = event.timeStamp - typedAt < 1000 && goal(typed + event.key) ? typed + event.key : event.key;
      typedAt = event.timeStamp;
      link = goal(typed);
    }
    if (!link) return;
    event.preventDefault();
    link.click();
  });
  // on a phone the menu lies over the page: it closes when a page was chosen
  document.addEventListener('click', (event) => {
    if (innerWidth > 768 || !event.target.closest('[data-testid="stSidebarNav"] a')) return;
    setTimeout(() => document.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click(), 300);
  });
  // a strip of dots (topics/profile/strips.py): a pointer or the arrow keys name a dot, a click or Enter opens that profile
  const stripSize = { width: 300, height: 26 };
  const ring = document.createElement('span'), label = document.createElement('span'), spoken = document.createElement('div');
  [ring.className, label.className, spoken.className] = ['vk-strip-ring', 'vk-strip-label', 'vk-hidden'];
  ring.ariaHidden = label.ariaHidden = 'true';
  spoken.ariaLive = 'polite';
  const dotsOf = (strip) => strip.dots ??= strip.dataset.dots.split(';').map((dot, place) => {
    const [x, y, figure] = dot.split(' '), [code, name] = strip.closest('[data-areas]').dataset.areas.split(';')[place].split('=');
    return { x: +x, y: +y, code, text: `${name} ${strip.dataset.unit.replace('#', figure)}`, isKnown: Boolean(dot) };
  }).filter((dot) => dot.isKnown).sort((dot, other) => dot.x - other.x || other.y - dot.y);
  const nearest = (strip, event) => {
    const box = strip.getBoundingClientRect(), scale = stripSize.width / box.width;
    const x = (event.clientX - box.left) * scale, y = (event.clientY - box.top) * scale;
    const away = (dot) => (dot.x - x) ** 2 + (dot.y - y) ** 2;
    return dotsOf(strip).reduce((best, dot) => away(dot) < away(best) ? dot : best);
  };
  const name = (strip, dot) => {
    strip.dot = dot;
    strip.href = `buurtprofiel?buurt=${dot.code}&naast=geen`;
    const [left, top] = [100 * dot.x / stripSize.width, 100 * dot.y / stripSize.height];
    ring.style.cssText = `left: ${left}%; top: ${top}%`;
    label.style.left = `clamp(4rem, ${left}%, 100% - 4rem)`;
    label.textContent = dot.text;
    strip.append(ring, label);
  };
  const unname = () => { ring.remove(); label.remove(); };
  document.addEventListener('pointermove', (event) => {
    const strip = event.target.closest?.('.vk-strip');
    if (strip && event.pointerType !== 'touch') name(strip, nearest(strip, event));
    else if (!document.activeElement?.matches('.vk-strip')) unname();
  });
  document.addEventListener('pointerdown', (event) => {
    const strip = event.target.closest?.('.vk-strip');
    if (!strip || event.pointerType !== 'touch') return;
    const dot = nearest(strip, event);
    strip.isSeen = strip.dot === dot && label.isConnected; // a finger first sees whose dot it is, then opens it
    name(strip, dot);
  });
  document.addEventListener('click', (event) => {
    const strip = event.target.closest('.vk-strip');
    if (strip && event.pointerType === 'touch' && !strip.isSeen) event.preventDefault();
  });
  document.addEventListener('keydown', (event) => {
    const step = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, Home: -1000, End: 1000 }[event.key];
    if (!step || !event.target.matches?.('.vk-strip') || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const dots = dotsOf(event.target), own = new URL(location.href).searchParams.get('buurt');
    const now = dots.indexOf(event.target.dot ?? dots.find((dot) => dot.code === own));
    name(event.target, dots[Math.min(Math.max(now + step, 0), dots.length - 1)]);
    if (!spoken.isConnected) document.body.append(spoken);
    spoken.textContent = event.target.dot.text;
  });
  document.addEventListener('focusout', (event) => { if (event.target.matches?.('.vk-strip')) unname(); });
  // React hears of a value only by the setter of all fields
  const fill = (field, value) => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, value);
    field.dispatchEvent(new Event('input', { bubbles: true }));
    setTimeout(() => field.dispatchEvent(new FocusEvent('focusout', { bubbles: true })), 50);
  };
  // a film (drawing/film.py): its charts follow the hidden field. Where it stops is in the address, and the page follows
  const isStill = matchMedia('(prefers-reduced-motion: reduce)');
  const frameTime = 1400, holdPart = 0.55; // milliseconds from year to year, and the part of it that a year stands still
  const showFrame = (film, place) => {
    const part = (selector) => film.querySelector(selector), frame = film.frames[Math.round(place)], field = part('[type="hidden"]');
    film.place = field.value = place;
    field.dispatchEvent(new Event('input'));
    if (film.shown === frame) return;
    film.shown = frame;
    part('[type="range"]').value = Math.round(place);
    part('[type="range"]').ariaValueText = frame.dataset.label;
    part('.vk-film-year').textContent = frame.dataset.label;
    part('h2').textContent = frame.dataset.finding;
    part('.vk-film-subject').textContent = frame.dataset.subject;
  };
  const settle = (film) => {
    film.wait = null;
    const address = new URL(location.href);
    if (!film.isConnected || address.searchParams.get(film.dataset.key) === film.shown.dataset.code) return;
    address.searchParams.set(film.dataset.key, film.shown.dataset.code);
    history.replaceState(history.state, '', address);
    dispatchEvent(new PopStateEvent('popstate'));
  };
  const setPlaying = (film, isPlaying) => {
    film.toggleAttribute('data-playing', isPlaying);
    film.querySelector('h2').ariaLive = isPlaying ? 'off' : 'polite';
    film.querySelector('.vk-film-play').textContent = isPlaying ? 'Stop' : 'Afspelen';
  };
  const stopAt = (film, place, wait) => {
    setPlaying(film, false);
    showFrame(film, place);
    clearTimeout(film.wait);
    film.wait = setTimeout(settle, wait, film);
  };
  const play = (film) => {
    const last = film.frames.length - 1, first = film.place >= last ? 0 : film.place;
    let began;
    clearTimeout(film.wait);
    setPlaying(film, true);
    const draw = (now) => {
      if (!film.isConnected || !film.hasAttribute('data-playing')) return;
      began ??= now;
      const passed = (now - began) / frameTime, year = first + Math.floor(passed);
      if (year >= last) return stopAt(film, last, 0);
      const way = film.frames[year + 1].dataset.apart ? 0 : Math.max(0, passed % 1 - holdPart) / (1 - holdPart);
      const place = year + way * way * (3 - 2 * way);
      if (place !== film.place) showFrame(film, place);
      requestAnimationFrame(draw);
    };
    requestAnimationFrame(draw);
  };
  document.addEventListener('click', (event) => {
    const button = event.target.closest('.vk-film button'), film = button?.closest('.vk-film');
    if (!button) return;
    if (button.matches('.vk-film-play') && !film.hasAttribute('data-playing')) { if (!isStill.matches) play(film); return; }
    const place = Math.round(film.place) + Number(button.dataset.step ?? 0);
    stopAt(film, Math.min(Math.max(place, 0), film.frames.length - 1), button.dataset.step ? 700 : 0);
  });
  document.addEventListener('input', (event) => {
    if (event.target.matches('.vk-film [type="range"]')) stopAt(event.target.closest('.vk-film'), Number(event.target.value), 700);
  });
  const followAddress = (film) => {
    film.frames ??= [...film.querySelectorAll('.vk-film-frame')];
    const code = new URL(location.href).searchParams.get(film.dataset.key);
    const place = film.frames.findIndex((frame) => frame.dataset.code === code);
    if (!film.shown) showFrame(film, place < 0 ? film.frames.length - 1 : place);
    else if (place >= 0 && !film.wait && !film.hasAttribute('data-playing') && film.frames[place] !== film.shown) showFrame(film, place);
  };
  // a text that stays in this browser (web/browser_storage.py): the page asks for it once, then says what it became
  const store = (place) => {
    const key = `veerkracht ${place.dataset.key}`;
    const field = [...document.querySelectorAll('.st-key-opslag input')].find((input) => input.placeholder === place.dataset.key);
    if (place.dataset.ask ? !field || field.dataset.answered === key : place.stored === place.dataset.content) return;
    place.stored = place.dataset.content;
    let stored = 'kan niet';
    try {
      if (!place.dataset.ask) place.dataset.content ? localStorage.setItem(key, place.dataset.content) : localStorage.removeItem(key);
      else stored = localStorage.getItem(key) ?? 'leeg';
    } catch { /* a browser that stores nothing, or is full */ }
    if (!place.dataset.ask) return;
    field.dataset.answered = key;
    fill(field, stored);
  };
  // a page hears of what is typed when its field is left; until then it is stored here
  document.addEventListener('input', (event) => {
    const [, kind, name] = event.target.closest('[class*="st-key-aanleveren-"]')?.className.match(/st-key-aanleveren-([a-z]+)-([\w-]+)/) ?? [];
    const place = kind && document.querySelector(`.vk-storage[data-key="aanleveren ${kind}"]:not([data-ask])`);
    if (!place || !event.target.matches('textarea, [type="text"]:not([role="combobox"])')) return;
    const key = `veerkracht ${place.dataset.key}`;
    try {
      localStorage.setItem(key, JSON.stringify({ ...JSON.parse(localStorage.getItem(key) ?? '{}'), [name]: event.target.value }));
    } catch { /* a browser that stores nothing, or is full */ }
  });
  // files of a visitor (web/handed_files.py): read here, photos made small, and sent part by part as the page asks for them
  const transfers = {}, partLength = 100000, widest = 1200;
  const smaller = async (file) => {
    if (!file.type.startsWith('image/')) return file;
    try {
      const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
      const scale = Math.min(1, widest / Math.max(picture.width, picture.height)), canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
      const context = canvas.getContext('2d');
      context.fillStyle = '#fff';
      context.fillRect(0, 0, canvas.width, canvas.height);
      context.drawImage(picture, 0, 0, canvas.width, canvas.height);
      const content = await new Promise((done) => { canvas.toBlob(done, 'image/jpeg', 0.85); });
      return new File([content], file.name.replace(/\.\w+$/, '') + '.jpg');
    } catch { return file; } // the check says what is wrong with it
  };
  const base64 = (file) => new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result.slice(reader.result.indexOf(',') + 1));
    reader.onerror = failed;
    reader.readAsDataURL(file);
  });
  // photos stay in this browser, for a page that starts anew: after a reload, or when the server forgot them
  const kept = (mode, act) => new Promise((done, failed) => {
    const opening = indexedDB.open('veerkracht', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('bestanden');
    opening.onerror = failed;
    opening.onsuccess = () => {
      const asked = act(opening.result.transaction('bestanden', mode).objectStore('bestanden'));
      asked.onsuccess = () => { opening.result.close(); done(asked.result); };
      asked.onerror = failed;
    };
  });
  const seen = {};
  const restore = async (place) => {
    const key = place.dataset.key, field = fieldOf(key);
    if (!field || seen[key] === field.placeholder + place.dataset.keep) return;
    seen[key] = field.placeholder + place.dataset.keep;
    try {
      if (place.dataset.keep === 'weg') await kept('readwrite', (files) => files.delete(key));
      else if (field.placeholder.endsWith(' 0 0') && !transfers[key]) {
        const parts = await kept('readonly', (files) => files.get(key));
        if (parts && !transfers[key]) { transfers[key] = { id: `opnieuw-${Date.now()}`, parts, asked: '' }; sendPart(key); }
      }
    } catch { /* a browser that stores nothing */ }
  };
  document.addEventListener('change', async (event) => {
    const place = event.target.closest?.('.vk-file'), chosen = [...(event.target.files ?? [])];
    if (!place || !chosen.length) return;
    const status = place.querySelector('[role="status"]'), key = place.dataset.key;
    status.textContent = '';
    try {
      const files = await Promise.all(chosen.map(smaller)), size = files.reduce((sum, file) => sum + file.size, 0);
      if (size > +place.dataset.most) {
        status.textContent = `Dit is ${(size / 1e6).toFixed(1).replace('.', ',')} MB. Hoogstens ${place.dataset.most / 1e6} MB kan.`;
      } else {
        const text = JSON.stringify(await Promise.all(files.map(async (file) => ({ name: file.name, content: await base64(file) }))));
        const id = String(event.timeStamp), parts = [];
        for (let begin = 0; begin < text.length; begin += partLength) parts.push(text.slice(begin, begin + partLength));
        transfers[key] = { id, parts, asked: '' };
        if (place.dataset.keep) kept('readwrite', (files) => files.put(parts, key)).catch(() => {});
      }
    } catch { status.textContent = 'Het bestand is niet te lezen. Sluit het in andere programma’s en kies het opnieuw.'; }
    event.target.value = ''; // the same file, once it is corrected, is a choice again
    correct();
  });
  const fieldOf = (key) => [...document.querySelectorAll(`.st-key-bestand-${key} input`)].find((input) => input.placeholder.startsWith(`bestand ${key} `));
  const sendPart = (key) => {
    const transfer = transfers[key], field = fieldOf(key);
    if (!field || field.placeholder === transfer.asked) return;
    const [messages, next] = field.placeholder.split(' ').slice(2).map(Number);
    // a page that starts anew, after the server forgot it, asks for the first part again; one that goes on does so after the last
    if (transfer.asked && messages && !next) { delete transfers[key]; return; }
    transfer.asked = field.placeholder;
    setTimeout(() => {
      const place = transfer.isBegun || !next ? next : 0;
      transfer.isBegun = true;
      fill(field, `${transfer.id} ${place} ${transfer.parts.length} ${transfer.parts[place]}`);
    }, 0);
  };
  const offerLightMap = (note) => {
    note.dataset.seen = 'yes';
    if (document.createElement('canvas').getContext('webgl2')) return;
    const address = new URL(location.href);
    address.searchParams.set('zoom', 'nee');
    address.searchParams.set('achtergrond', 'nee');
    note.querySelector('a').href = address;
    note.hidden = false;
  };
  // a slide that follows another by a key moves no focus: a screen reader hears its number and finding
  const announcer = document.createElement('p');
  announcer.role = 'status';
  announcer.style.cssText = 'position:absolute; width:1px; height:1px; margin:0; overflow:hidden; clip-path:inset(50%);';
  document.body.append(announcer);
  const announceSlide = () => {
    const here = document.querySelector('.vk-slides [aria-current]'), finding = document.querySelector('.vk-slide h1, .vk-picture-brief h2');
    const text = finding ? [here?.textContent, finding.textContent].filter(Boolean).join(': ') : '';
    if (announcer.textContent !== text) announcer.textContent = text;
  };
  // words of Streamlit that cannot be set
  const labels = { 'App pages': 'Pagina’s', Sidebar: 'Zijbalk', 'Expand sidebar': 'Menu openen', 'Collapse sidebar': 'Menu sluiten', 'Clear all': 'Alles wissen', 'Selected values': 'Gekozen',
    'Clear value': 'Keuze wissen', 'Show suggestions': 'Keuzes tonen', Suggestions: 'Keuzes', Open: 'Lijst openen', Close: 'Sluiten', 'Running...': 'Bezig', 'Link to heading': 'Link naar deze kop' };
  const starts = { 'Remove ': 'Weghalen: ', 'Show data: ': 'Cijfers tonen: ', 'Download as PNG: ': 'Opslaan als PNG: ',
    'Copy Vega-Lite spec: ': 'Beschrijving van de grafiek kopiëren: ', 'Fullscreen: ': 'Volledig scherm: ',
    'Close fullscreen: ': 'Volledig scherm sluiten: ' };
  // what Vega calls a chart, its marks and groups of these; a screen reader says it with each
  const roles = { visualization: 'grafiek', group: 'groep', shape: 'gebied', geoshape: 'gebied', rect: 'vak', bar: 'staaf', symbol: 'punt',
    point: 'punt', circle: 'punt', rule: 'lijn', line: 'lijn', trail: 'lijn', tick: 'streep', area: 'vlak', text: 'tekst', arc: 'taartpunt' };
  const texts = [[/^(\d+) more$/, 'nog $1'], [/^Skip to main content$/, 'Naar de inhoud'], [/^No results$/, 'Niets gevonden'], [/^Add: (.*)$/, 'Zoek in alles: $1'],
    [/^(\d+) option available\.$/, '1 keuze.'], [/^(\d+) options available\.$/, '$1 keuzes.'], [/, selected$/, ', gekozen'],
    [/^You can only select up to (\d+) options?\. Remove an option first\.$/, 'U kunt er hoogstens $1 kiezen. Haal eerst een keuze weg.'],
    [/^Press (.*Enter) to apply$/, 'Druk op $1'], [/^Connecting$/, 'Verbinding maken'], [/^Stop$/, 'Stoppen'], [/^Stopping\.\.\.$/, 'Stopt'],
    [/^(Failed to generate file for download|Request timed out)$/, 'Het bestand kwam niet af: het is druk, of er ging iets mis. Probeer het over een minuut opnieuw.'],
    [/^Connection closed$/, 'De verbinding viel weg. Probeer het opnieuw.'], [/^Download as PNG$/, 'Opslaan als PNG'],
    [/^Copy Vega-Lite spec$/, 'Beschrijving van de grafiek kopiëren'], [/^Fullscreen$/, 'Volledig scherm'], [/^Close fullscreen$/, 'Volledig scherm sluiten']];
  const places = 'header, [data-testid="stTooltipContent"], a[href^="#"], [data-testid$="Dropdown"], [data-testid="InputInstructions"], [data-testid="stDownloadButtonError"], [data-live-announcer]';
  const correct = () => {
    for (const [english, dutch] of Object.entries(labels)) {
      for (const element of document.querySelectorAll(`[aria-label="${english}"]`)) element.ariaLabel = dutch;
    }
    for (const button of document.querySelectorAll('button[aria-label]')) {
      const [english, dutch] = Object.entries(starts).find(([english]) => button.ariaLabel.startsWith(english)) ?? [];
      if (english) button.ariaLabel = dutch + button.ariaLabel.slice(english.length);
    }
    for (const element of document.querySelectorAll('[aria-roledescription]')) {
      const [kind, container] = element.ariaRoleDescription.split(/ mark( container)?$/);
      if (kind in roles) element.ariaRoleDescription = (container ? 'groep: ' : '') + roles[kind];
    }
    for (const place of document.querySelectorAll(places)) {
      const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const text = texts.reduce((text, [english, dutch]) => text.replace(english, dutch), walker.currentNode.data);
        if (text !== walker.currentNode.data) walker.currentNode.data = text;
      }
    }
    for (const title of document.querySelectorAll('[role="dialog"] h2')) {
      if (title.textContent === 'Connection error') title.parentElement.querySelector('button').click(); // see the notice
    }
    document.querySelectorAll('.vk-no-webgl:not([data-seen])').forEach(offerLightMap);
    document.querySelectorAll('.vk-storage').forEach(store);
    document.querySelectorAll('.vk-file[data-keep]').forEach(restore);
    Object.keys(transfers).forEach(sendPart);
    document.querySelectorAll('.vk-film').forEach(followAddress);
    openSection();
    announceSlide();
    // a view is not in the menu: its entry there shows where the visitor is
    const last = (path) => path.split('/').pop(), here = last(location.pathname), entry = history.entries[here];
    for (const link of document.querySelectorAll('[data-testid="stTopNavLink"], [data-testid="stSidebarNavLink"]')) {
      const address = last(link.pathname);
      link.ariaCurrent = address === here ? 'page' : address === entry ? 'true' : null;
    }
  };
  // Streamlit itself is silent when a network lets no web socket through, and otherwise tells visitors in English to start it
  const seconds = 6;
  const notice = document.createElement('p');
  notice.role = 'alert';
  notice.style.cssText = 'position:fixed; z-index:1000000; top:4.5rem; left:50%; transform:translateX(-50%); box-sizing:border-box;'
    + 'width:min(46rem, 94vw); margin:0; padding:.8rem 1rem; font:1rem/1.45 sans-serif; color:#222; background:#fff4ce;'
    + 'border:1px solid #8a5a00; border-left-width:6px; border-radius:4px;';
  let away = 0;
  setInterval(() => {
    away = document.querySelector('.stApp')?.dataset.testConnectionState === 'CONNECTED' ? 0 : away + 1;
    if (!away) notice.remove();
    if (away !== seconds) return;
    document.body.append(notice);
    notice.textContent = 'Er is geen verbinding met het dashboard. Misschien is uw internet weg, wordt het dashboard opnieuw '
      + 'gestart, of laat uw netwerk de verbinding niet door (een websocket). De pagina gaat vanzelf verder zodra de verbinding er '
      + 'is. Duurt het langer dan een paar minuten? Meld het dan bij de beheerder of bij uw ICT-afdeling.';
  }, 1000);
  // of all choices these are steps to go back to; the others change what is seen, not what it is about
  const steps = ['indicator', 'indicator2', 'onderwerp', 'weergave', 'groep', 'doel', 'buurt'];
  // and only the first after what a visitor did: a view that lacks the topic takes another one, which nobody chose
  let hasStepped = false;
  for (const kind of ['pointerdown', 'keydown', 'click']) addEventListener(kind, () => { hasStepped = false; }, true);
  const push = history.pushState.bind(history);
  history.pushState = (state, title, address) => {
    const target = new URL(address, location.href);
    if (target.pathname !== location.pathname) { hasStepped = true; push(state, title, address); correct(); return; }
    // the first choice of a next page can come before its path: it must not be written over the address of this page
    const here = location.pathname;
    setTimeout(() => {
      const [now, next] = [location.search, target.search].map((search) => new URLSearchParams(search));
      const isOther = steps.some((key) => now.has(key) && now.get(key) !== next.get(key));
      const isStep = here === location.pathname && isOther && !hasStepped;
      hasStepped ||= isStep;
      (isStep ? push : history.replaceState.bind(history))(state, title, location.pathname + target.search);
    }, 30);
  };
  correct();
  new MutationObserver(correct).observe(document.body, { childList: true, characterData: true, subtree: true,
    attributeFilter: ['aria-roledescription'] });
  history.isVeerkracht = true;
}
