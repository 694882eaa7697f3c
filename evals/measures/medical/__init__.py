"""The rules of a medical answer page (M1 to M19, M23) as measures: pure functions of a record and its page as shown."""
