"""How dates and times are written where Django and Wagtail write them by themselves; ours use ``written``."""
