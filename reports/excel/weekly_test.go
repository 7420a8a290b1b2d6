package excel_test

import (
	"context"
	"os"
	"testing"

	"zhiwei/reports/excel"
)

func weeklyBook(t *testing.T, name, dir string, opt excel.Options) string {
	t.Helper()
	opt.Generated = made
	file, err := excel.Weekly(context.Background(), planStore(t, name), dir, opt)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestWeeklyShow(t *testing.T) {
	dir := os.Getenv("SHOW_DIR")
	if dir == "" {
		t.Skip("no folder to write to")
	}
	t.Log(weeklyBook(t, "weekly", dir, excel.Options{}))
	t.Log(weeklyBook(t, "bare", dir, excel.Options{Company: "只有订单"}))
}
