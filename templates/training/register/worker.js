{% get_current_language as LANGUAGE_CODE %}self.ROOT = "{% url 'register:sessions' %}";
self.OFFLINE = "{% url 'register:offline' %}";
self.ME = "{% url 'register:me' %}";
self.ASSETS = [
  "{% static 'css/site.css' %}",
  "{% static 'js/register_queue.js' %}",
  "{% static 'js/register_bar.js' %}",
  "{% static 'js/register.js' %}",
  "{% static 'img/favicon.svg' %}",
  "{% static 'fonts/source-sans-3-latin.woff2' %}",
  "{% static 'fonts/source-sans-3-latin-ext.woff2' %}",
  "{% static 'fonts/newsreader-display-latin.woff2' %}",
];
importScripts("{% static 'js/register_queue.js' %}", "{% static 'js/register_worker.js' %}");
