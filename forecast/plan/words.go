package plan

import (
	"strings"

	"zhiwei/transform/demand"
)

var (
	wordDigits = []rune("零壹贰叁肆伍陆柒捌玖")
	wordPlaces = []string{"", "拾", "佰", "仟"}
	wordGroups = []string{"", "万", "亿", "万亿"}
)

// AmountInWords is an amount as a Chinese document writes it (金额大写), without the prefix 人民币: 6007.14 is
// 陆仟零柒元壹角肆分. 整 follows 元, nothing follows 角 or 分. Where the rule allows a 零 in one of two places it stands
// before 角 only: 107000.53 is 壹拾万柒仟元零伍角叁分. A negative amount begins with 负.
func AmountInWords(amount demand.Money) string {
	if amount < 0 {
		return "负" + AmountInWords(-amount)
	}
	yuan, jiao, fen := int64(amount)/100, int64(amount)/10%10, int64(amount)%10
	var b strings.Builder
	if yuan > 0 || (jiao == 0 && fen == 0) {
		b.WriteString(wholeWords(yuan) + "元")
	}
	switch {
	case jiao == 0 && fen == 0:
		b.WriteString("整")
	case jiao == 0:
		if yuan > 0 {
			b.WriteString("零")
		}
		b.WriteString(string(wordDigits[fen]) + "分")
	default:
		if yuan > 0 && yuan%10 == 0 {
			b.WriteString("零")
		}
		b.WriteString(string(wordDigits[jiao]) + "角")
		if fen > 0 {
			b.WriteString(string(wordDigits[fen]) + "分")
		}
	}
	return b.String()
}

// wholeWords writes a whole number; one 零 stands for zeros between digits. Between groups it is written when the
// lower group begins with a zero; when only the upper group ends with one, it may be left out, and is.
func wholeWords(n int64) string {
	if n == 0 {
		return "零"
	}
	out := ""
	for group := 0; n > 0; group, n = group+1, n/10000 {
		part := n % 10000
		if part == 0 {
			if out != "" && !strings.HasPrefix(out, "零") {
				out = "零" + out
			}
			continue
		}
		text := groupWords(part) + wordGroups[group]
		if part < 1000 && n >= 10000 {
			text = "零" + text
		}
		out = text + out
	}
	return out
}

// groupWords writes 1 … 9999.
func groupWords(n int64) string {
	out, zero := "", false
	for place := 3; place >= 0; place-- {
		digit := n / pow10(place) % 10
		if digit == 0 {
			zero = out != ""
			continue
		}
		if zero {
			out += "零"
		}
		zero = false
		out += string(wordDigits[digit]) + wordPlaces[place]
	}
	return out
}

func pow10(n int) int64 {
	out := int64(1)
	for range n {
		out *= 10
	}
	return out
}
