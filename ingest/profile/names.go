package profile

import (
	"regexp"
	"strings"
	"unicode"
)

// Fold is the form in which column names are compared: no blanks of any kind, no byte-order mark, （）→(), 帐→账.
// Letter case stays: 商品ID of JD and 商品id of Pinduoduo are different columns.
func Fold(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '（':
			return '('
		case r == '）':
			return ')'
		case r == '帐':
			return '账'
		case unicode.IsSpace(r) || r == '\ufeff' || r >= '\u200b' && r <= '\u200f' || r == '\u2060':
			return -1
		}
		return r
	}, name)
}

// guarded are the words of formats §2: a column whose name contains one is never stored.
var guarded = []string{
	"姓名", "收货人", "收件人", "电话", "手机", "地址", "街道", "邮编", "邮政编码", "邮箱", "身份证", "证件", "会员", "昵称",
	"网名", "客户", "买家公司", "卖家公司", "联系", "帐号", "账号", "支付宝", "留言", "发票", "纳税", "提货人", "备注", "CustomerID",
}

// alsoPersonal are whole names that the words miss.
var alsoPersonal = map[string]bool{
	"支付单号": true, "支付详情": true, "虚拟号过期时间": true, "区": true, "区县": true, "支付ID": true, "海淘清关订单号": true,
	"旅行类信息": true, "消费者资料": true, "快递信息": true, "物流信息": true, "用户编号": true, "支付渠道订单号": true, "发货链接": true,
	"支付流水号": true, "挂账主体": true, "收银员": true, "分销员": true, "销售导购": true, "专属导购": true, "发货员工": true,
	"交易单号": true, "定制信息": true, "定制预览图": true, "关联编号": true, "区域": true, "业务员": true, "审核人": true, "财审人": true,
	"Email": true, "Phone": true, "Notes": true, "transaction_id": true, "customer_id": true, "ship-postal-code": true,
}

// regional are the exceptions: of them only province and city are kept.
var regional = map[string]bool{
	"收货地址-省": true, "收货地址-市": true, "收货人省份": true, "收货人城市": true, "收货地区": true,
}

// Personal tells whether a column's name says that it holds personal data. 收货地址 alone is one too: a profile may
// only bind it as an address, of which the first two words (province, city) are kept.
func Personal(name string) bool {
	folded := Fold(name)
	if regional[folded] {
		return false
	}
	if alsoPersonal[folded] {
		return true
	}
	for _, word := range guarded {
		if strings.Contains(folded, word) {
			return true
		}
	}
	return false
}

var (
	phone  = regexp.MustCompile(`(^|[^0-9])(?:\+?86-?)?1[3-9][0-9][- ]?[0-9*]{4}[- ]?[0-9*]{4}`)
	idCard = regexp.MustCompile(`[1-9][0-9]{16}[0-9Xx]`)
	email  = regexp.MustCompile(`[\w.+-]+@[\w-]+(\.[\w-]+)+`)
	street = regexp.MustCompile(`\p{Han}{0,12}(路|街|巷|弄|村|小区|大厦|公寓|单元)[^;=]*[0-9\x{FF10}-\x{FF19}]+[^;=]*`)
)

// Redact masks what looks like a phone number, an identity number, an e-mail or a street address in text that is shown.
func Redact(s string) string {
	if len(s) < 6 {
		return s
	}
	s = phone.ReplaceAllString(s, "$1***")
	s = idCard.ReplaceAllString(s, "***")
	s = email.ReplaceAllString(s, "***")
	return street.ReplaceAllString(s, "***")
}
