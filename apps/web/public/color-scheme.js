// Runs before the first paint so that a dark page never flashes light; a file of its own because the policy forbids inline scripts.
(function () {
  var stored = null;
  try {
    stored = localStorage.getItem('lumiere-color-scheme');
  } catch (_) {
    // storage may be closed to us; the system's choice is a good one
  }
  var dark = stored === 'dark' || (stored !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
