# make run   installs what is missing, builds, makes a demonstration folder, serves it
# make test  installs what is missing, builds, runs everything
.PHONY: all run test bench setup clean
all: setup
	test -f build/build.ninja || meson setup build
	ninja -C build

setup:
	tools/setup

run: all
	test -f var/demo/node.key || (mkdir -p var && build/besa demo --data var/demo)
	build/besa demo show --data var/demo
	build/besa serve --data var/demo

test: all
	test/run build

bench: all
	bench/run build/besa

clean:
	rm -rf build
