# flinkmc and nothing else, for a user without rights:
#   docker run --rm -v "$PWD:/work" flinkmc lint sql/
FROM python:3.13-slim AS build
COPY . /src
RUN pip wheel --no-cache-dir --disable-pip-version-check --constraint /src/constraints.txt --wheel-dir /wheels /src

FROM python:3.13-slim
RUN --mount=type=bind,from=build,source=/wheels,target=/wheels \
    pip install --no-cache-dir --disable-pip-version-check --no-index --find-links /wheels flinkmc \
 && useradd --system --no-create-home flinkmc
USER flinkmc
WORKDIR /work
ENTRYPOINT ["flinkmc"]
CMD ["--help"]
