CODE = 0
with open(__file__.replace(".py", ".txt"), "a") as log:
    log.write(f"{CODE}\n")
raise SystemExit(CODE)
