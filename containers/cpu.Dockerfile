# docker build -f containers/cpu.Dockerfile -t stylejax .
# docker run --rm -v "$PWD":/pictures stylejax transfer photo.jpg painting.jpg
FROM python:3.13-slim
COPY . /src
RUN pip install --no-cache-dir '/src[heic,film,sound]' && rm -rf /src && useradd --create-home painter
USER painter
WORKDIR /pictures
ENTRYPOINT ["stylejax"]
