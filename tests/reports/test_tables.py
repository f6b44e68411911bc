"""Laws of tables."""

import csv

from stylejax.reports.tables import write_table


def test_a_table_has_the_columns_of_all_its_rows(tmp_path):
    write_table(tmp_path / "t.csv", [{"lane": 1, "status": "not painted"}, {"lane": 2, "note": 'a,"b"'}])
    with open(tmp_path / "t.csv", newline="") as file:
        assert list(csv.DictReader(file)) == [
            {"lane": "1", "status": "not painted", "note": ""},
            {"lane": "2", "status": "", "note": 'a,"b"'},
        ]
