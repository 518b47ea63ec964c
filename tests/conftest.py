"""How all tests run that try examples: without a clock, for time depends on what else the machine does."""

from hypothesis import HealthCheck, settings

settings.register_profile("salon", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("salon")
