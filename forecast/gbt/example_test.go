package gbt_test

import (
	"context"
	"fmt"

	"zhiwei/forecast/gbt"
)

// A mooncake sells 2 a day, in the weeks before its festival 8.
func ExampleFit() {
	var festival, sold []float64
	for day := range 400 {
		if day%20 < 7 {
			festival, sold = append(festival, 1), append(sold, 8)
		} else {
			festival, sold = append(festival, 0), append(sold, 2)
		}
	}
	x, err := gbt.NewMatrix([][]float64{festival}, gbt.BinOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	m, err := gbt.Fit(context.Background(), x, sold, nil, nil, gbt.Options{MinRows: 20})
	if err != nil {
		fmt.Println(err)
		return
	}
	b, err := m.MarshalBinary()
	if err != nil {
		fmt.Println(err)
		return
	}
	var worker gbt.Model // on another machine
	if err := worker.UnmarshalBinary(b); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.2f %.2f\n", worker.PredictRow([]float64{1}, 0), worker.PredictRow([]float64{0}, 0))
	// Output: 8.00 2.00
}
