"""What property tests draw from."""

from datetime import UTC, datetime

from hypothesis import strategies as st


def moments() -> st.SearchStrategy[datetime]:
    """Draw moments of the years 2026 to 2028, in UTC."""
    return st.integers(
        int(datetime(2026, 1, 1, tzinfo=UTC).timestamp()) // 60, int(datetime(2029, 1, 1, tzinfo=UTC).timestamp()) // 60
    ).map(lambda minutes: datetime.fromtimestamp(60 * minutes, UTC))
