"""The people around a client and the register of consents."""
