// Package sample invents a food department in Hangzhou and writes what its
// platforms would have exported.
//
// What goes in: [Options], that is a seed, an as-of day and the days of the
// festivals. What comes out: a [World]. Its [World.Files] are the order exports
// of six shops on Taobao/Tmall, JD, Pinduoduo, Douyin and Youzan in each
// platform's real form, a wholesale sheet kept by hand with its mapping
// wholesale.yaml, and the department's own tables; its [World.Truth] is what an
// import of those files must arrive at.
//
// Example:
//
//	w, err := sample.Generate(sample.Options{Seed: 7, AsOf: asOf, Occasions: days})
//	…
//	err = w.Write(filepath.Join(dir, "inbox"))
//	w.Truth().Files[0] // {Name: "京东旗舰店/京东订单_20240824083000.csv", Kind: "jd_order_2018", Skipped: 6, …}
//
// What it refuses: an as-of day of zero, and years for which no Mid-Autumn,
// Dragon Boat or Spring Festival day was passed.
//
// # Why
//
// One truth stands behind every file, so that a test can say what the right
// answer is to the cent and to the piece. Demand is drawn per product, shop and
// day from a level that moves slowly, a weekday profile, festival curves over
// the signed offset to the lunar day, promotions known ahead with a trough
// after them, and noise of counts. Stock-outs, cancellations and refunds are
// then taken from it, never the other way round.
//
// Every shop has its own stream of random numbers and every file is rendered
// from finished orders alone, so the bytes do not depend on how many cores
// work. Personal columns are filled with masked inventions only.
package sample
