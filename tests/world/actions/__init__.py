"""What can happen: each function changes state as GitHub would and announces the events of it.

Routes call these for the App, `tests.world.people` for everybody else. The caller holds `core.step()`.
"""
