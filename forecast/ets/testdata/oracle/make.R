# Numbers of R forecast for ets, theta, naive and intermittent: Rscript make.R > want.json
# Series are R's own data sets, so the script needs no input.
suppressPackageStartupMessages(library(forecast))
num <- function(x) paste0("[", paste(formatC(as.numeric(x), digits = 17, format = "g", width = 1), collapse = ", "), "]")
first <- TRUE
emit <- function(name, ...) {
  a <- list(...)
  cat(if (first) "" else ",\n", '  {"name": "', name, '"', sep = ""); first <<- FALSE
  for (k in names(a)) cat(', "', k, '": ', if (is.character(a[[k]])) paste0('"', a[[k]], '"') else num(a[[k]]), sep = "")
  cat("}")
}
# The point forecasts from R's last states. R's own are another thing for damped multiplicative forms (its class 3
# leaves the first step undamped) and for the second lead of its simulations (phi is added twice).
ahead <- function(f, model, m) {
  last <- as.numeric(tail(f$states, 1)); phi <- if ("phi" %in% names(f$par)) f$par[["phi"]] else 1
  v <- last[1] + if (substr(model, 2, 2) != "N") last[2] * cumsum(phi^(1:14)) else rep(0, 14)
  s <- rep(rev(tail(last, m)), length.out = 14)
  switch(substr(model, 3, 3), N = v, A = v + s, M = v * s)
}
ets_case <- function(name, y, model, damped) {
  f <- ets(y, model = model, damped = damped)
  m <- frequency(y); p <- f$par; st <- f$initstate
  has <- function(k) if (k %in% names(p)) p[[k]] else 0
  seas <- if (substr(model, 3, 3) != "N") rev(tail(as.numeric(st), m)) else numeric(0)
  trend <- substr(model, 2, 2) != "N"
  emit(name, form = f$method, y = y, m = m, alpha = has("alpha"), beta = has("beta"), gamma = has("gamma"),
       phi = if ("phi" %in% names(p)) p[["phi"]] else 1, l = st[[1]], b = if (trend) st[[2]] else 0, s = seas,
       loglik = f$loglik, aicc = f$aicc, mean = ahead(f, model, m), sigma2 = f$sigma2)
}
cat("[\n")
for (mod in list(c("ANN", F), c("MNN", F), c("AAN", F), c("AAN", T)))
  ets_case(paste0("Nile-", mod[1], mod[2]), Nile, mod[1], as.logical(mod[2]))
air <- window(AirPassengers, end = c(1957, 12))
for (mod in list(c("ANN", F), c("MNN", F), c("AAN", F), c("AAN", T), c("ANA", F), c("AAA", T), c("MNM", F), c("MAM", T)))
  ets_case(paste0("air-", mod[1], mod[2]), air, mod[1], as.logical(mod[2]))
for (mod in list(c("ANA", F), c("AAA", T), c("MNM", F), c("MAM", T)))
  ets_case(paste0("deaths-", mod[1], mod[2]), window(USAccDeaths, end = c(1977, 12)), mod[1], as.logical(mod[2]))
for (d in list(list("Nile", Nile), list("air", air), list("lynx", lynx))) {
  y <- d[[2]]; x <- ts(as.numeric(y))
  s <- ses(x, h = 3); emit(paste0("ses-", d[[1]]), y = x, alpha = s$model$par[["alpha"]], loglik = s$model$loglik, mean = s$mean)
  e <- ets(x, "AAN", damped = TRUE); emit(paste0("damped-", d[[1]]), y = x, loglik = e$loglik, mean = forecast(e, h = 3)$mean)
  e <- ets(x, "AAN", damped = FALSE); emit(paste0("holt-", d[[1]]), y = x, loglik = e$loglik, mean = forecast(e, h = 3)$mean)
  tt <- seq_along(x); ab <- coef(lm(as.numeric(x) ~ tt)) # Theta of the M4 competition's script
  th <- ses(ts(2 * as.numeric(x) - (ab[[1]] + ab[[2]] * tt)), h = 6)
  emit(paste0("theta-", d[[1]]), y = x, alpha = th$model$par[["alpha"]],
       mean = (th$mean + ab[[1]] + ab[[2]] * (length(x) + 1:6)) / 2)
}
dec <- decompose(air, "multiplicative"); emit("decompose-mult", y = air, m = 12, s = dec$figure)
dec <- decompose(air, "additive"); emit("decompose-add", y = air, m = 12, s = dec$figure)
q <- as.numeric(air[1:41]); dec <- decompose(ts(q, frequency = 5), "multiplicative"); emit("decompose-odd", y = q, m = 5, s = dec$figure)
set.seed(1); demand <- rbinom(60, 1, 0.35) * rpois(60, 6)
emit("croston", y = demand, mean = croston(demand, h = 1)$mean)
for (b in 1:3) {
  n <- length(demand); k <- n %/% b; z <- colSums(matrix(tail(demand, k * b), nrow = b))
  emit(paste0("block", b), y = demand, mean = ses(ts(z), h = 1)$mean / b)
}
pz <- 0; pi <- mean(demand[1:10] > 0)
for (v in demand) { if (v > 0) { pi <- pi + 0.1 * (1 - pi); pz <- if (pz == 0) v else pz + 0.1 * (v - pz) } else pi <- pi - 0.1 * pi }
emit("tsb", y = demand, mean = pi * pz)
cat("\n]\n")
