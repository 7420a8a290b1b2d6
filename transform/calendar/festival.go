package calendar

import "time"

// Festival is a feast the trade sells for.
type Festival string

// The festivals; lunar ones move, Qingming follows the sun.
const (
	SpringFestival Festival = "春节"
	Lantern        Festival = "元宵"
	Qingming       Festival = "清明"
	DragonBoat     Festival = "端午"
	Qixi           Festival = "七夕"
	MidAutumn      Festival = "中秋"
	DoubleNinth    Festival = "重阳"
	NationalDay    Festival = "国庆"
	NewYear        Festival = "元旦"
)

// Occasion is one occurrence of a festival.
type Occasion struct {
	Festival Festival
	Day      time.Time // midnight UTC
}
