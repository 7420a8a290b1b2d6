# More numbers of R forecast, on other series, lengths and horizons: Rscript more.R > more.json
# Every case is R's own data, so the script needs no input.
suppressPackageStartupMessages(library(forecast))
num <- function(x) paste0("[", paste(formatC(as.numeric(x), digits = 17, format = "g", width = 1), collapse = ", "), "]")
first <- TRUE
emit <- function(name, ...) {
  a <- list(...)
  cat(if (first) "" else ",\n", '  {"name": "', name, '"', sep = ""); first <<- FALSE
  for (k in names(a)) cat(', "', k, '": ', if (is.character(a[[k]])) paste0('"', a[[k]], '"') else num(a[[k]]), sep = "")
  cat("}")
}
cat("[\n")
series <- list(uspop = uspop, lake = LakeHuron, rain = precip[1:40], gas = UKgas, deaths = mdeaths, co2 = window(co2, end = c(1965, 12)))
# Naive and seasonal naive with their variances.
for (n in names(series)) {
  y <- series[[n]]; x <- ts(as.numeric(y)); z <- naive(x, h = 9, level = 80)
  emit(paste0("naive-", n), y = x, m = 1, mean = z$mean, upper = z$upper, sigma2 = z$model$sigma2)
}
for (n in c("gas", "deaths", "co2")) {
  y <- series[[n]]; z <- snaive(y, h = 2 * frequency(y) + 1, level = 80)
  emit(paste0("snaive-", n), y = y, m = frequency(y), mean = z$mean, upper = z$upper, sigma2 = z$model$sigma2)
}
# Classical decomposition.
for (n in c("gas", "deaths", "co2")) for (type in c("multiplicative", "additive"))
  emit(paste0("decompose-", type, "-", n), y = series[[n]], m = frequency(series[[n]]), s = decompose(series[[n]], type)$figure)
# Smoothing with fixed parameters and states: 24 leads and their standard deviations, from the 97.5 % limit.
for (n in c("uspop", "lake", "rain")) for (mod in list(c("ANN", F), c("AAN", F), c("AAN", T))) {
  x <- ts(as.numeric(series[[n]])); f <- ets(x, model = mod[1], damped = as.logical(mod[2])); p <- f$par
  has <- function(k, or = 0) if (k %in% names(p)) p[[k]] else or
  z <- forecast(f, h = 24, level = 95)
  emit(paste0("leads-", n, "-", mod[1], mod[2]), form = f$method, y = x, m = 1, alpha = has("alpha"), beta = has("beta"),
       phi = has("phi", 1), l = f$initstate[[1]], b = if (length(f$initstate) > 1) f$initstate[[2]] else 0,
       mean = z$mean, upper = z$upper, sigma2 = f$sigma2, loglik = f$loglik)
}
# Theta of the M4 competition's script on other series.
for (n in c("uspop", "lake", "rain")) {
  x <- ts(as.numeric(series[[n]])); tt <- seq_along(x); ab <- coef(lm(as.numeric(x) ~ tt))
  th <- ses(ts(2 * as.numeric(x) - (ab[[1]] + ab[[2]] * tt)), h = 12)
  emit(paste0("theta-", n), y = x, alpha = th$model$par[["alpha"]], mean = (th$mean + ab[[1]] + ab[[2]] * (length(x) + 1:12)) / 2)
}
# Croston on demands of several densities, alpha 0.1 and 0.25.
set.seed(7)
for (d in c(0.05, 0.2, 0.5, 0.9)) {
  y <- rbinom(80, 1, d) * (1 + rpois(80, 4)); y[3] <- 2
  for (a in c(0.1, 0.25)) emit(paste0("croston-", d, "-", a), y = y, alpha = a, mean = croston(ts(y), h = 1, alpha = a)$mean)
}
cat("\n]\n")
