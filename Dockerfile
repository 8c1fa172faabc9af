# The dashboard and the ETL in one image: docker build -t veerkracht . ; compose.yaml runs both.
# The tag gets repairs of the system with every build, and whatever its registry gives. To take one image and no other,
# name its digest, which docs/handleiding/beheerder.md has the commands for: --build-arg PYTHON_IMAGE=python@sha256:...
ARG PYTHON_IMAGE=python:3.11-slim
FROM ${PYTHON_IMAGE}

WORKDIR /srv/veerkracht
# first what changes least, so that a new version of the code does not install everything again
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY .streamlit .streamlit
COPY docs/handleiding docs/handleiding
COPY docs/privacy.md docs/toegankelijkheid.md docs/
COPY data/meegeleverd data/meegeleverd
COPY app.py asgi.py indicators.yaml programma.yaml pyproject.toml ./
COPY etl etl
COPY veerkracht veerkracht
COPY pages pages

# a user of its own, who can write nowhere but in the folder with figures: the code belongs to root
RUN useradd --system --no-create-home --uid 10001 veerkracht && install -d -o veerkracht /data
USER veerkracht
ENV VEERKRACHT_DATA=/data VEERKRACHT_LOG=json TZ=Europe/Amsterdam PYTHONDONTWRITEBYTECODE=1
# one heap for all threads: each would keep the memory that its largest page took in a heap of its own
ENV MALLOC_ARENA_MAX=1
VOLUME /data
EXPOSE 8501

# figures that can be read; the first start has some seconds to build them
HEALTHCHECK --interval=1m --timeout=10s --start-period=1m \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8501/gezond', timeout=8)"]
CMD ["python", "-m", "streamlit", "run", "asgi.py", "--server.address", "0.0.0.0", "--server.port", "8501", "--server.headless", "true"]
