"""Pages of safety: risks, the warning plan, the crisis card, the reporting code, calamities, notices."""
