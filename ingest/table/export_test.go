package table

// DecodeGBK and ValidGB18030 open the decoder to tests.
func DecodeGBK(s string) string { return string(gbk().decode(nil, s)) }

// ValidGB18030 tells whether every byte belongs to a character.
func ValidGB18030(b []byte) bool { return gbk().invalidGB18030(b) < 0 }

// Number is the text of a number cell.
func Number(raw string) (string, bool) {
	b, ok := appendNumber(nil, []byte(raw))
	return string(b), ok
}

// Date is the text of a date cell.
func Date(raw string, base1904Days bool) string { //nolint:revive // test helper: the flag is the workbook's
	base := base1900
	if base1904Days {
		base = base1904
	}
	b, _ := appendDate(nil, []byte(raw), base)
	return string(b)
}

// DateFormat tells whether a format code shows a date.
func DateFormat(code string) bool { return dateFormat(code) }

// CleanName cleans a member's name.
func CleanName(name string) string { return cleanName(name) }

// Plain is an option to read without the short ways.
func Plain(opt Options) Options {
	opt.plain = true
	return opt
}
