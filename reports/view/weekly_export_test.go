package view

// CarriedOn is the forecast as the list of overstock carries it on.
var CarriedOn = carriedOn
