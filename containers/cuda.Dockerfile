# docker build -f containers/cuda.Dockerfile -t stylejax:cuda .
# docker run --rm --gpus all -v "$PWD":/pictures stylejax:cuda transfer photo.jpg painting.jpg
# JAX's wheels bring CUDA; the host needs NVIDIA's driver and container toolkit.
FROM python:3.13-slim
COPY . /src
RUN pip install --no-cache-dir '/src[cuda,heic,film,sound]' && rm -rf /src && useradd --create-home painter
USER painter
WORKDIR /pictures
ENTRYPOINT ["stylejax"]
