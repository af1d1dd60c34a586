"""No models. The module is what makes Django announce this app, the last one, after every migration."""
