package transform_test

import (
	"testing"

	"zhiwei/transform"
	"zhiwei/transform/warehouse"
)

func TestChecksPassOnEmptyTables(t *testing.T) {
	db := fresh(t)
	run(t, db)
	for range 2 {
		checks, err := transform.Checks(t.Context(), db, transform.CheckOptions{RunID: "R20260824-000001"})
		if err != nil {
			t.Fatal(err)
		}
		if len(checks) != 16 || len(transform.Stops(checks)) != 0 {
			t.Errorf("%d checks: %+v", len(checks), checks)
		}
		for _, c := range checks {
			if !c.Passed {
				t.Errorf("%s fails on empty tables", c.Code)
			}
		}
	}
	if series, err := transform.DemandSeries(t.Context(), db, transform.SeriesOptions{}); err != nil || len(series) != 0 {
		t.Errorf("%d series of nothing: %v", len(series), err)
	}
	items, err := transform.PlanItems(t.Context(), db)
	if err != nil || len(items) != 0 {
		t.Errorf("items %v: %v", items, err)
	}
	if _, err := transform.PlanLots(t.Context(), db); err != nil {
		t.Error(err)
	}
	if _, err := transform.PlanSupplies(t.Context(), db); err != nil {
		t.Error(err)
	}
	if _, err := transform.ShopBook(t.Context(), db, asof); err != nil {
		t.Error(err)
	}
	if _, err := transform.CodeBook(t.Context(), db, asof); err != nil {
		t.Error(err)
	}
}

// findings looks for each planted fault among the checks, and at what stops the chain.
func findings(t *testing.T, db *warehouse.DB) {
	t.Helper()
	checks, err := transform.Checks(t.Context(), db, transform.CheckOptions{RunID: "R20260824-000002"})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]transform.Check{}
	for _, c := range checks {
		if !c.Passed {
			got[c.Code] = c
		}
	}
	for code, want := range map[string]transform.Check{
		"unmapped-share": {Count: 1, Amount: 3, Detail: "100"}, "unmapped-code": {Subject: "taobao/旗舰店/X9", Count: 1, Amount: 3},
		"waiting-lines": {Subject: "taobao/旗舰店", Count: 1, Amount: 50, Detail: "3"}, "negative-stock": {Subject: "杭州/A/L1", Count: 1, Detail: "-5"},
		"lead-all-one": {Count: 2}, "moq-all-one": {Count: 2}, "cost-zero": {Subject: "A", Count: 1, Amount: 97, Detail: "桂花糕"},
	} {
		have := got[code]
		have.Code, have.Severity = "", ""
		if have != want {
			t.Errorf("%s: %+v, want %+v", code, have, want)
		}
		delete(got, code)
	}
	if len(got) != 0 {
		t.Errorf("further findings %+v", got)
	}
	if stops := transform.Stops(checks); len(stops) != 1 || stops[0].Code != "unmapped-share" {
		t.Errorf("stops %+v", stops)
	}
	checks, err = transform.Checks(t.Context(), db, transform.CheckOptions{RunID: "R20260824-000002", UnmappedShare: 0.03})
	if err != nil || len(transform.Stops(checks)) != 0 {
		t.Errorf("3 %% of 3 %%: %v %v", transform.Stops(checks), err)
	}
}
