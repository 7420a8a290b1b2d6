package profile

// kind is how the text of a field is read.
type kind uint8

const (
	kindText    kind = iota
	kindID           // order numbers and the platform's ids: wrappers off, digits whole
	kindCode         // the merchant's codes: like ids
	kindMoney        // fen
	kindQty          // whole base units
	kindTime         // wall clock
	kindFlag         // yes or no
	kindStatus       // word of status.csv
	kindRefund       // word of status.csv
	kindAddress      // its first two words are province and city
	kindPromise      // 应发货时间: one time, or one per sub-order
	kindFilled       // only whether something stands there
	kindRead         // for rules only, never stored
)

// slot numbers a field.
type slot uint8

const (
	fOrderID slot = iota
	fLineID
	fItemID
	fSKUID
	fSKUCode
	fItemCode
	fBundle
	fShop
	fTitle
	fSpec
	fProvince
	fCity
	fAddress
	fWarehouse
	fCloseReason
	fCreated
	fPaid
	fShipped
	fCompleted
	fPromised
	fDeliver
	fOrderPaid
	fOrderTotal
	fFreight
	fUnitPrice
	fLineAmount
	fLinePaid
	fDiscShop
	fDiscPlatform
	fDiscOther
	fRefundAmount
	fQty
	fRefundQty
	fStatus
	fRefund
	fGift
	fPresale
	fTracking
	fRemark
	fOrderType
	fTrial
	fieldCount
)

type field struct {
	name string
	slot slot
	kind kind
}

// stored tells whether any of the field's text reaches a record or the quarantine.
func (f field) stored() bool {
	return f.kind != kindRead && f.kind != kindFilled && f.kind != kindAddress
}

// fieldTable lists what a column may be bound to.
var fieldTable = [fieldCount]field{
	{"order_id", fOrderID, kindID},
	{"line_id", fLineID, kindID},
	{"platform_item_id", fItemID, kindID},
	{"platform_sku_id", fSKUID, kindID},
	{"sku_code", fSKUCode, kindCode},
	{"item_code", fItemCode, kindCode},
	{"bundle_code", fBundle, kindCode},
	{"shop", fShop, kindText},
	{"title", fTitle, kindText},
	{"spec", fSpec, kindText},
	{"province", fProvince, kindText},
	{"city", fCity, kindText},
	{"address", fAddress, kindAddress},
	{"warehouse", fWarehouse, kindText},
	{"close_reason", fCloseReason, kindText},
	{"created_at", fCreated, kindTime},
	{"paid_at", fPaid, kindTime},
	{"shipped_at", fShipped, kindTime},
	{"completed_at", fCompleted, kindTime},
	{"promised_ship_at", fPromised, kindPromise},
	{"deliver_on", fDeliver, kindTime},
	{"order_paid", fOrderPaid, kindMoney},
	{"order_total", fOrderTotal, kindMoney},
	{"freight", fFreight, kindMoney},
	{"unit_price", fUnitPrice, kindMoney},
	{"line_amount", fLineAmount, kindMoney},
	{"line_paid", fLinePaid, kindMoney},
	{"disc_shop", fDiscShop, kindMoney},
	{"disc_platform", fDiscPlatform, kindMoney},
	{"disc_other", fDiscOther, kindMoney},
	{"refund_amount", fRefundAmount, kindMoney},
	{"qty", fQty, kindQty},
	{"refund_qty", fRefundQty, kindQty},
	{"status", fStatus, kindStatus},
	{"refund_status", fRefund, kindRefund},
	{"is_gift", fGift, kindFlag},
	{"is_presale", fPresale, kindFlag},
	{"tracking", fTracking, kindFilled},
	{"remark", fRemark, kindRead},
	{"order_type", fOrderType, kindRead},
	{"trial", fTrial, kindRead},
}

var fieldByName = func() map[string]field {
	m := make(map[string]field, len(fieldTable))
	for _, f := range fieldTable {
		m[f.name] = f
	}
	return m
}()
