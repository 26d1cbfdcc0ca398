/*
 * Where the page was opened from a disk: browsers then load neither modules nor workers. The page in one file takes its place where it is at
 * hand; otherwise it is said what to do. No module, so that it runs.
 */
if (location.protocol === 'file:') {
  const { page } = document.currentScript.dataset;
  if (page === undefined) {
    addEventListener('DOMContentLoaded', () => {
      document.getElementById('from-disk').hidden = false;
    });
  } else {
    stop();
    location.replace(page + location.hash);
  }
}
