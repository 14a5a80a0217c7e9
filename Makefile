# make demo    the whole path on built-in data: pages, training, int8, (emulated) Raspberry Pi
# make test    everything that proves it correct; ends with a table of its steps
# make check   the checks of every day: format, build, tests without emulated boards and sanitizers
# make build   custos and custos-edge for this machine (.build/release); MPI=1 also what mpirun needs
# make cross   custos-edge for the board (.build-aarch64/bin)
# make deb     the Debian package for the board (.build-deb); MODEL=path chooses its example model

.PHONY: demo check test build cross deb format lint clean dependencies

demo: dependencies
	scripts/demo.sh

check: dependencies
	scripts/check.sh

test: dependencies
	scripts/test.sh

build: dependencies
	swift build -c release
	$(if $(MPI),scripts/build-mpi.sh)

cross: dependencies
	cross/build.sh

deb: dependencies
	packaging/make-deb.sh $(MODEL)

format:
	swift format --in-place --recursive Package.swift Sources Tests Benchmarks

lint:
	scripts/lint.sh

dependencies:
	@scripts/install-dependencies.sh

clean:
	rm -rf .build .build-* demo-output cross/sysroot cross/toolset.json
