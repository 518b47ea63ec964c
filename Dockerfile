# Salon as an image. In the clone: docker compose up, or
#
#   docker build -t salon . && docker run --rm -p 8080:8080 -p 6697:6697 -v salon:/var/lib/salon salon
#
# Then open http://localhost:8080/. docs/guide/deploy.md says the rest.
ARG PYTHON=python:3.11-slim

# ---- the wheel, with the page in it; Node.js comes from PyPI and stays behind ----
FROM ${PYTHON} AS build
WORKDIR /source
COPY constraints.txt pyproject.toml hatch_build.py README.md LICENSE LICENSE-UNICODE ./
RUN pip install --no-cache-dir --quiet -c constraints.txt hatchling babel brotli
COPY web web
COPY src src
RUN python hatch_build.py node page && python -m hatchling build -t wheel -d /wheel
RUN python -m venv /opt/salon \
    && /opt/salon/bin/pip install --no-cache-dir --quiet -c constraints.txt /wheel/*.whl \
    && /opt/salon/bin/pip uninstall --quiet --yes pip setuptools

# ---- what runs ----
FROM ${PYTHON}
RUN useradd --system --uid 990 --home-dir /var/lib/salon --shell /usr/sbin/nologin salon \
    && install -d -o salon -g salon -m 700 /var/lib/salon
COPY --from=build /opt/salon /opt/salon
ENV PATH=/opt/salon/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    SALON__DATA=/var/lib/salon
USER salon
WORKDIR /var/lib/salon
VOLUME /var/lib/salon
# The page, and IRC over TLS: what --lan opens. Nothing announces it, for a container's network ends at its machine.
EXPOSE 8080 6697
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request as it; it.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["salon"]
CMD ["serve", "--lan", "--no-announce"]
