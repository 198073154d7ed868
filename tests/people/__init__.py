"""What people say of a change: approvals, waivers, commands."""
